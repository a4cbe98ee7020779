import { Fragment, type ReactNode } from 'react';
import type { PropertyValue } from '../../../../src/server/api/entities.ts';
import { When } from '../../components/when.tsx';
import classes from './entity-panel.module.css';

/** A name and what is known; what is absent is left out. */
export type Fact = readonly [name: string, value: ReactNode];

/** Facts below each other. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  const known = facts.filter(([, value]) => value !== undefined && value !== null && value !== '');
  if (known.length === 0) return null;
  return (
    <dl className={classes['facts']}>
      {known.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** A date of the graph, or nothing. */
export function dateOf(value: PropertyValue | undefined): ReactNode {
  return typeof value === 'number' ? <When at={value} /> : undefined;
}

/** A text, number or list of the graph, or nothing. Texts keep their own direction. */
export function textOf(value: PropertyValue | undefined): ReactNode {
  if (value === undefined) return undefined;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? undefined : <bdi>{value.join(', ')}</bdi>;
  return <bdi>{String(value)}</bdi>;
}
