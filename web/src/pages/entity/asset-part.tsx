import { Anchor } from '@mantine/core';
import type { Entity } from '../../../../src/server/api/entities.ts';
import type { NeighbourGroup } from '../../../../src/server/api/graph.ts';
import { PageLink } from '../../app/page-link.tsx';
import { Count } from '../../components/count.tsx';
import { SEVERITIES } from '../../components/severity.ts';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import classes from './entity-panel.module.css';
import { dateOf, Facts, textOf } from './facts.tsx';
import { useNeighbours } from './neighbours.tsx';
import type { Properties } from './reasons.ts';
import { Section } from './section.tsx';
import { SomeFindings } from './some-findings.tsx';

/** The story of a host or web application. */
export function AssetPart({
  entity,
  properties,
}: {
  readonly entity: Entity;
  readonly properties: Properties;
}) {
  const kind = entity.classes.includes('Host') ? 'host' : 'web';
  return (
    <>
      <Section title="Open findings">
        <OpenBySeverity id={entity.id} kind={kind} />
        <SomeFindings filter={{ kind, onId: entity.id }} label="title" />
      </Section>
      <Section title="What it is">
        <Facts
          facts={[
            ['TruRisk', riskOf(properties)],
            ['Criticality', textOf(properties['assetCriticalityScore'])],
            ['URL', textOf(properties['url'])],
            ['Address', textOf(properties['ipAddress'])],
            ['Public addresses', textOf(properties['publicIpAddresses'])],
            ['Names', textOf(properties['fqdn'])],
            ['NetBIOS', textOf(properties['netbiosName'])],
            ['Operating system', textOf(properties['os'])],
            ['Cloud', textOf(cloudOf(properties))],
            ['Tags', textOf(properties['tags'])],
            ['Open ports', textOf(properties['openPorts'])],
            ['Last user', textOf(properties['lastLoggedOnUser'])],
          ]}
        />
      </Section>
      <Section title="When it was looked at">
        <Facts
          facts={[
            ['First seen', dateOf(properties['firstFoundOn'] ?? properties['createdOn'])],
            ['Last scanned', dateOf(properties['lastScannedOn'])],
            ['Scanned with login', dateOf(properties['lastAuthenticatedScanOn'])],
            ['Agent', textOf(properties['agentStatus'])],
            ['Agent seen', dateOf(properties['agentLastCheckedInOn'])],
            ['Tracked by', textOf(properties['trackingMethod'])],
            ['Findings read', dateOf(properties['lastReadOn'])],
          ]}
        />
      </Section>
    </>
  );
}

function riskOf({ truRiskScore }: Properties): string | undefined {
  return truRiskScore === undefined ? undefined : `${truRiskScore} of 1000`;
}

function cloudOf({ cloudProvider, instanceId, region }: Properties): string[] {
  return [cloudProvider, instanceId, region].filter((part) => typeof part === 'string');
}

function isOpen({ state }: NeighbourGroup['tallies'][number]): boolean {
  return state === 'open' || state === 'reopened';
}

/** How many open findings of each severity, each a way to their list. */
function OpenBySeverity({ id, kind }: { readonly id: string; readonly kind: 'host' | 'web' }) {
  const { data } = useNeighbours(id);
  const tallies = (data?.groups ?? [])
    .filter(({ classes: names, verb }) => names.includes('Finding') && verb === 'HAS')
    .flatMap((group) => group.tallies)
    .filter(isOpen);
  if (tallies.length === 0) return null;
  return (
    <div className={classes['line']} style={{ marginBottom: 8 }}>
      {SEVERITIES.map((severity) => {
        const count = tallies
          .filter((tally) => tally.severity === severity)
          .reduce((sum, tally) => sum + tally.count, 0);
        return count === 0 ? null : (
          <Anchor
            component={PageLink}
            inherit
            key={severity}
            to={`/findings?kind=${kind}&onId=${id}&state=open,reopened&severity=${severity}`}
          >
            <Count value={count} /> <SeverityBadge severity={severity} />
          </Anchor>
        );
      })}
    </div>
  );
}
