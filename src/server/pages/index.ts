export { addPages } from './add-pages.ts';
export { hasPages } from './built-pages.ts';
