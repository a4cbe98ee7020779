export { type SearchHit, search } from './search.ts';
