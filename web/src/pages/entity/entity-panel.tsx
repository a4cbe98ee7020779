import { Button, CopyButton, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Entity } from '../../../../src/server/api/entities.ts';
import type { ListedFinding } from '../../../../src/server/api/findings.ts';
import { api } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { PageLink } from '../../app/page-link.tsx';
import { useAt } from '../../app/use-at.ts';
import { QueryLink } from '../../components/query-link.tsx';
import { severityOf } from '../../components/severity.ts';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { StateMark } from '../findings/state-mark.tsx';
import { AssetPart } from './asset-part.tsx';
import classes from './entity-panel.module.css';
import { FindingPart } from './finding-part.tsx';
import { History, reasonWords } from './history.tsx';
import { Neighbours } from './neighbours.tsx';
import { PropertyList } from './property-list.tsx';
import type { Properties } from './reasons.ts';
import { Section } from './section.tsx';
import { VulnerabilityPart } from './vulnerability-part.tsx';

/** The full story of one entity: what it is, why it matters, where, since when, how to fix it, what is around it. */
export function EntityPanel({ id }: { readonly id: string }) {
  const at = useAt();
  const { data, error, refetch } = useQuery({
    queryKey: ['entity', id, at],
    queryFn: ({ signal }) =>
      api.get<Entity>(`/api/entities/${encodeURIComponent(id)}`, { query: { at }, signal }),
  });
  if (error instanceof Problem && [400, 404].includes(error.status)) {
    return (
      <Empty title="There is no such entity">
        {at === undefined
          ? 'It may have been removed since the link was made.'
          : 'It may have come later than the time that is looked at.'}
      </Empty>
    );
  }
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={8} label="Loading the details" />;
  return <Story entity={data} />;
}

function Story({ entity }: { readonly entity: Entity }) {
  const properties: Properties = Object.fromEntries(
    entity.properties.map(({ name, value }) => [name, value]),
  );
  const isOf = (name: string) => entity.classes.includes(name);
  return (
    <article aria-label={entity.name}>
      <Head entity={entity} properties={properties} />
      {isOf('Finding') && <FindingPart entity={entity} properties={properties} />}
      {(isOf('Host') || isOf('Application')) && (
        <AssetPart entity={entity} properties={properties} />
      )}
      {isOf('Vulnerability') && <VulnerabilityPart entity={entity} properties={properties} />}
      {entity.isThere && (
        <Section title="What is around it">
          <Neighbours id={entity.id} />
        </Section>
      )}
      <Section title="What changed">
        <History entity={entity} />
      </Section>
      <Section title={`All ${entity.properties.length} properties`} isClosed>
        <PropertyList properties={entity.properties} />
      </Section>
    </article>
  );
}

function Head({
  entity,
  properties,
}: {
  readonly entity: Entity;
  readonly properties: Properties;
}) {
  const { id, key, type, typeName, owner, isMapped, isThere, closedReason, query } = entity;
  const severity = severityOf(properties['severity']);
  const isFinding = entity.classes.includes('Finding');
  return (
    <header>
      <div className={classes['kind']}>
        {typeName ?? type}
        {owner !== undefined && ` · ${owner}`}
        {isMapped && ' · mapped'}
      </div>
      <Title order={2} className={classes['name'] ?? ''}>
        <bdi>{entity.vulnerability?.name ?? entity.name}</bdi>
      </Title>
      {isFinding && (
        <div className={classes['line']}>
          {severity !== undefined && <SeverityBadge severity={severity} />}
          <StateMark state={stateOf(properties)} />
          {typeof properties['qid'] === 'number' && (
            <span className="gq-mono">QID {properties['qid']}</span>
          )}
        </div>
      )}
      {!isThere && (
        <div className={classes['ended']} role="note">
          It has ended{closedReason === undefined ? '' : `: ${reasonWords(closedReason)}`}. This is
          how it was last.
        </div>
      )}
      <div className={classes['line']}>
        <Button component={PageLink} to={`/graph?entity=${id}`} variant="default" size="compact-sm">
          Open in graph
        </Button>
        <CopyButton value={key}>
          {({ copied, copy }) => (
            <Button variant="default" size="compact-sm" onClick={copy} aria-live="polite">
              {copied ? 'Copied' : 'Copy key'}
            </Button>
          )}
        </CopyButton>
        <QueryLink query={query}>Query</QueryLink>
        <bdi className={`${classes['key']} gq-mono`} title={key}>
          {key}
        </bdi>
      </div>
    </header>
  );
}

/** As the server has it for lists. */
function stateOf({ open, status, isIgnored }: Properties): ListedFinding['state'] {
  const word = String(status ?? '').toLowerCase();
  if (open === true) return word.startsWith('re') ? 'reopened' : 'open';
  if (word === 'fixed') return 'fixed';
  return isIgnored === true ? 'ignored' : 'closed';
}
