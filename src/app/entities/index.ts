export { type EntityDetails, entityDetails } from './entity-details.ts';
