export { RegexFailure, translateGroups, translateRegex } from './translate.ts';
