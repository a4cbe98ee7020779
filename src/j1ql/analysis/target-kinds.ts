import type { GraphCatalog } from '../../graph/index.ts';
import { didYouMean } from '../did-you-mean.ts';

/** Kinds that a name of a selector stands for, and a warning where the graph knows none. */
export interface TargetKinds {
  readonly ids: readonly number[];
  readonly warning?: string;
}

/** The case of a name decides: classes begin with a capital, types with a small letter (reference 2.1). */
export function kindsOfName(name: string, catalog: GraphCatalog): TargetKinds {
  if (name === '*') return { ids: catalog.kinds.map(({ id }) => id) };
  const isClass = /^[A-Z]/.test(name);
  const ids = catalog.kinds
    .filter(({ type, classes }) => (isClass ? classes.includes(name) : type === name))
    .map(({ id }) => id);
  if (ids.length > 0) return { ids };
  const known = catalog.kinds.flatMap(({ type, classes }) => [type, ...classes]);
  const meant = didYouMean(name, new Set(known));
  const suggestion = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return {
    ids,
    warning: `The graph has no ${isClass ? 'class' : 'type'} ${name}.${suggestion}`,
  };
}
