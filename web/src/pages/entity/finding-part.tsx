import { Text } from '@mantine/core';
import type { Entity } from '../../../../src/server/api/entities.ts';
import { EntityLink } from '../../components/entity-link.tsx';
import classes from './entity-panel.module.css';
import { dateOf, Facts, textOf } from './facts.tsx';
import { patchOf } from './patch.tsx';
import { type Properties, reasonsOf } from './reasons.ts';
import { Section } from './section.tsx';
import { VulnerabilityTexts } from './vulnerability-part.tsx';

const SIGNS = { more: '▲', less: '▼', plain: '•' } as const;
const SIGN_WORDS = { more: 'raises the risk', less: 'lowers the risk', plain: '' } as const;

/** The story of a finding. */
export function FindingPart({
  entity: { on, vulnerability },
  properties,
}: {
  readonly entity: Entity;
  readonly properties: Properties;
}) {
  const score = properties['qds'] ?? properties['detectionScore'];
  const reasons = reasonsOf(properties, vulnerability?.properties, on?.properties);
  const about = vulnerability?.properties ?? {};
  return (
    <>
      <Section title="Why it matters">
        {score !== undefined && (
          <div>
            <span className={classes['score']}>{score}</span> of 100, Qualys Detection Score
          </div>
        )}
        {reasons.length === 0 && score === undefined && (
          <Text size="sm">Qualys gives no score and no reasons for it.</Text>
        )}
        <ul className={classes['list']}>
          {reasons.map(({ fact, weight }) => (
            <li key={fact} className={classes['item']}>
              <span title={SIGN_WORDS[weight]} aria-hidden>
                {SIGNS[weight]}
              </span>
              <span>
                {fact}
                {weight !== 'plain' && <span className="gq-hidden"> ({SIGN_WORDS[weight]})</span>}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Where it is">
        <Facts
          facts={[
            [
              'Found on',
              on === undefined ? (
                'nothing that is known'
              ) : (
                <EntityLink key="on" id={on.id}>
                  {on.name}
                </EntityLink>
              ),
            ],
            ['Address', textOf(on?.properties['ipAddress'])],
            ['Operating system', textOf(on?.properties['os'])],
            ['Port', portOf(properties)],
            ['Service', textOf(properties['service'])],
            ['Instance', textOf(properties['instance'])],
            ['URL', textOf(properties['url'])],
            ['Parameter', textOf(properties['param'])],
            ['Tags', textOf(properties['tags'])],
          ]}
        />
      </Section>
      <Section title="Since when">
        <Facts
          facts={[
            ['First found', dateOf(properties['createdOn'])],
            ['Last found', dateOf(properties['updatedOn'])],
            ['Last tested', dateOf(properties['lastTestedOn'])],
            ['Reopened', dateOf(properties['lastReopenedOn'])],
            ['Times reopened', textOf(properties['timesReopened'])],
            ['Last fixed', dateOf(properties['lastFixedOn'] ?? properties['resolvedOn'])],
            ['Times found', textOf(properties['numTimesFound'])],
          ]}
        />
      </Section>
      <Section title="What it is and how to fix it">
        <Facts
          facts={[
            [
              'Vulnerability',
              vulnerability === undefined ? (
                'not in the knowledge base'
              ) : (
                <EntityLink key="vulnerability" id={vulnerability.id}>
                  {vulnerability.name}
                </EntityLink>
              ),
            ],
            ['CVEs', textOf(properties['cveIds'] ?? about['cveIds'])],
            ['Patch', patchOf(about)],
            ['Result', textOf(properties['details'])],
          ]}
        />
        <VulnerabilityTexts properties={about} />
      </Section>
    </>
  );
}

function portOf({ port, protocol, ssl }: Properties): string | undefined {
  if (port === undefined) return undefined;
  return `${port}${protocol === undefined ? '' : `/${protocol}`}${ssl === true ? ', TLS' : ''}`;
}
