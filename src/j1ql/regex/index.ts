export { RegexFailure, translateRegex } from './translate.ts';
