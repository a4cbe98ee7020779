import { Anchor, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { InstanceAnswer } from '../../../../src/server/api/instances.ts';
import { useIsAdministrator } from '../../api/session.ts';
import { PageLink } from '../../app/page-link.tsx';
import { Panel } from '../../components/panel.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { INTEGRATIONS, SCHEDULE } from './integration-queries.ts';
import { IntegrationStatus, type Schedule } from './integration-status.tsx';
import classes from './integrations-page.module.css';
import { pollingWords } from './intervals.ts';
import { useIntegrationEvents } from './use-integration-events.ts';

/** What can be set up, what is, and whether it runs. */
export function IntegrationsPage() {
  useIntegrationEvents();
  const { data, error, refetch } = useQuery(INTEGRATIONS);
  const schedule = useQuery(SCHEDULE);
  const scheduleOf = (id: string) =>
    schedule.data?.instances.find(({ instanceId }) => instanceId === id);
  return (
    <Stack>
      <QualysTile count={data?.instances.length ?? 0} />
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading label="Loading the integrations" />}
      {data !== undefined && data.instances.length > 0 && (
        <Panel title="Configured" isFlush>
          <Configured instances={data.instances} scheduleOf={scheduleOf} />
        </Panel>
      )}
      {schedule.error !== null && (
        <Failed error={schedule.error} onRetry={() => void schedule.refetch()} />
      )}
    </Stack>
  );
}

/** The integration there is, and what it collects. */
function QualysTile({ count }: { readonly count: number }) {
  const isAdministrator = useIsAdministrator();
  return (
    <section className={classes['tile']} aria-label="Qualys">
      <div className={classes['mark']} aria-hidden>
        Q
      </div>
      <div className={classes['about']}>
        <Text fw={600}>Qualys</Text>
        <Text size="sm" c="dimmed">
          Brings a Qualys subscription into the graph: hosts and their findings (VMDR), web
          applications and their findings (WAS), vulnerabilities of the knowledge base and their
          CVEs, and which scanner sees what.
        </Text>
        {count === 0 && (
          <Text size="sm" mt={6}>
            Nothing is configured yet. All it takes is a Qualys user that may read, and a minute.
          </Text>
        )}
      </div>
      {isAdministrator && (
        <Button component={PageLink} to="/integrations/new">
          Add configuration
        </Button>
      )}
    </section>
  );
}

function Configured({
  instances,
  scheduleOf,
}: {
  readonly instances: readonly InstanceAnswer[];
  readonly scheduleOf: (id: string) => Schedule | undefined;
}) {
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Account name</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th>Last run</Table.Th>
            <Table.Th>Next run</Table.Th>
            <Table.Th>Polling</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {instances.map((instance) => {
            const schedule = scheduleOf(instance.id);
            return (
              <Table.Tr key={instance.id}>
                <Table.Td maw={320}>
                  <Group gap={0}>
                    <Anchor
                      component={PageLink}
                      to={`/integrations/${instance.id}`}
                      inherit
                      fw={500}
                      className={classes['name'] ?? ''}
                      dir="auto"
                    >
                      {instance.name}
                    </Anchor>
                  </Group>
                  {instance.description !== '' && (
                    <Text size="xs" c="dimmed" lineClamp={1} dir="auto">
                      {instance.description}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>
                  <IntegrationStatus instance={instance} schedule={schedule} />
                </Table.Td>
                <Table.Td>
                  {schedule?.last == null ? '–' : <When at={schedule.last.startedAt} />}
                </Table.Td>
                <Table.Td>
                  <NextRun schedule={schedule} />
                </Table.Td>
                <Table.Td>{pollingWords(instance.pollingInterval, instance.dailyHour)}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** When the next run begins by itself. */
export function NextRun({ schedule }: { readonly schedule: Schedule | undefined }) {
  if (schedule?.nextRunAt == null) return '–';
  return <When at={schedule.nextRunAt} />;
}
