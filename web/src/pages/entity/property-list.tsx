import type { DescribedProperty, PropertyValue } from '../../../../src/server/api/entities.ts';
import { When } from '../../components/when.tsx';
import classes from './entity-panel.module.css';
import { textOf } from './facts.tsx';

/** A value as its type wants it. */
export function Value({ type, value }: { readonly type: string; readonly value: PropertyValue }) {
  if (type === 'date' && typeof value === 'number') return <When at={value} />;
  return <>{textOf(value) ?? '(empty)'}</>;
}

/** Every property, with what it means. */
export function PropertyList({
  properties,
}: {
  readonly properties: readonly DescribedProperty[];
}) {
  return (
    <dl className={classes['facts']} style={{ marginTop: 8 }}>
      {properties.map(({ name, type, value, description, isVolatile }) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt
            title={`${description ?? 'Not declared in the data model.'}${isVolatile ? ' Updated in place: its latest value at any time.' : ''}`}
          >
            <span className="gq-mono">{name}</span>
          </dt>
          <dd>
            <Value type={type} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
