import { Text } from '@mantine/core';
import type { Entity, EntityVersion, PropertyValue } from '../../../../src/server/api/entities.ts';
import { When } from '../../components/when.tsx';
import classes from './entity-panel.module.css';
import { Value } from './property-list.tsx';

/** What changed when, the newest first. */
export function History({ entity }: { readonly entity: Entity }) {
  const types = new Map(entity.properties.map(({ name, type }) => [name, type]));
  const [last] = entity.versions;
  return (
    <ol className={classes['list']}>
      {last?.to !== undefined && (
        <li>
          <When at={last.to} /> <strong>ended</strong>
          {entity.closedReason !== undefined && `: ${reasonWords(entity.closedReason)}`}
        </li>
      )}
      {entity.versions.map((version, index) => {
        const isFirst = index === entity.versions.length - 1 && !entity.hasEarlier;
        return (
          <li key={version.version}>
            <When at={version.from} /> <strong>{title(version, isFirst)}</strong>
            <Changes version={version} types={types} />
          </li>
        );
      })}
      {entity.hasEarlier && (
        <li>
          <Text size="sm" c="dimmed">
            Earlier versions are not shown.
          </Text>
        </li>
      )}
    </ol>
  );
}

function title({ version, cameBack }: EntityVersion, isFirst: boolean): string {
  if (isFirst) return 'first in the graph';
  return cameBack ? `came back, as version ${version}` : `version ${version}`;
}

function Changes({
  version,
  types,
}: {
  readonly version: EntityVersion;
  readonly types: ReadonlyMap<string, string>;
}) {
  if (version.changes.length === 0) return null;
  return (
    <ul className={classes['change']}>
      {version.changes.map(({ property, before, after }) => {
        const type = types.get(property) ?? (property.endsWith('On') ? 'date' : 'text');
        return (
          <li key={property}>
            <span className="gq-mono">{property}</span>:{' '}
            <Side type={type} value={before} isBefore /> → <Side type={type} value={after} />
          </li>
        );
      })}
    </ul>
  );
}

function Side({
  type,
  value,
  isBefore = false,
}: {
  readonly type: string;
  readonly value: PropertyValue | undefined;
  readonly isBefore?: boolean;
}) {
  if (value === undefined) return <span className={classes['kind']}>absent</span>;
  return (
    <span className={isBefore ? classes['before'] : undefined}>
      <Value type={type} value={value} />
    </span>
  );
}

/** Reasons for which something ends, in words. */
const REASONS: Readonly<Record<string, string>> = {
  fixed: 'fixed',
  notReported: 'Qualys does not report it any more',
  ignored: 'ignored in Qualys',
  disabled: 'its QID is disabled in Qualys',
  hostPurged: 'its host was purged',
  merged: 'its host was merged into another one',
  outOfScope: 'it is outside of what is collected now',
};

/** A `closedReason` in words. */
export function reasonWords(reason: string): string {
  return REASONS[reason] ?? reason;
}
