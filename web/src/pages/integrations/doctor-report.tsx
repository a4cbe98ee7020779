import { Stack, Table, Text } from '@mantine/core';
import type { DoctorAnswer, EndpointDiagnosisAnswer } from '../../../../src/server/api/doctor.ts';
import { exactNumber } from '../../components/number-words.ts';
import classes from './doctor-report.module.css';

const VERDICTS: Readonly<Record<DoctorAnswer['verdict'], string>> = {
  good: 'All good: every endpoint answers.',
  gaps: 'Usable with gaps: a run works, but the graph lacks something.',
  unusable: 'Unusable: with these answers a run would fail.',
};

const STATES: Readonly<Record<EndpointDiagnosisAnswer['state'], string>> = {
  works: 'works',
  'not-permitted': 'not permitted',
  'not-available': 'not licensed or not permitted',
  'not-licensed': 'not licensed: evaluation ended',
  retired: 'version retired',
  'login-refused': 'login refused',
  unreachable: 'unreachable',
  failed: 'failed',
  'not-tried': 'not tried',
};

const MARKS = { works: '✓', 'not-tried': '·' } as const;

/** What a login can and cannot read, endpoint by endpoint, and what to do about it. */
export function DoctorReport({ report }: { readonly report: DoctorAnswer }) {
  const { verdict, apiUrl, platform, account, endpoints, likelyCause, notes } = report;
  const faulty = endpoints.filter(({ state }) => state !== 'works' && state !== 'not-tried');
  const where = platform === undefined ? apiUrl : `platform ${platform}, ${apiUrl}`;
  return (
    <Stack gap="sm">
      <div>
        <Text fw={600} className={classes[verdict] ?? ''}>
          {VERDICTS[verdict]}
        </Text>
        <Text size="sm" c="dimmed">
          {where}
          {account !== '' && `, account ${account}`}
        </Text>
      </div>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Endpoint</Table.Th>
            <Table.Th>Answer</Table.Th>
            <Table.Th>Version</Table.Th>
            <Table.Th>Calls left</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {endpoints.map((endpoint) => (
            <Table.Tr key={endpoint.name}>
              <Table.Td>
                {endpoint.label}
                {!endpoint.isWanted && ' (not wanted)'}
              </Table.Td>
              <Table.Td className={classes[toneOf(endpoint)] ?? ''}>
                <span aria-hidden>{MARKS[endpoint.state as keyof typeof MARKS] ?? '✗'} </span>
                {STATES[endpoint.state]}
              </Table.Td>
              <Table.Td>{endpoint.version.version ?? '–'}</Table.Td>
              <Table.Td>{callsLeft(endpoint)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {likelyCause !== undefined && <Text size="sm">{likelyCause}</Text>}
      {likelyCause === undefined &&
        faulty.map((endpoint) => <Trouble key={endpoint.name} endpoint={endpoint} />)}
      {notes.map((note) => (
        <Text key={note} size="sm" c="dimmed">
          {note}
        </Text>
      ))}
    </Stack>
  );
}

function Trouble({ endpoint }: { readonly endpoint: EndpointDiagnosisAnswer }) {
  const { label, problem, graphLacks, grantedBy, state } = endpoint;
  const isWhole = state === 'login-refused' || state === 'unreachable';
  return (
    <div>
      <Text size="sm" fw={600}>
        {label}: {STATES[state]}
      </Text>
      {problem !== undefined && (
        <Text size="sm">
          {problem.message} {problem.whatToDo}
        </Text>
      )}
      {graphLacks !== undefined && !isWhole && (
        <Text size="sm">Without it the graph lacks: {graphLacks}</Text>
      )}
      {grantedBy !== undefined && !isWhole && <Text size="sm">Granted by: {grantedBy}</Text>}
    </div>
  );
}

function toneOf({ state }: EndpointDiagnosisAnswer): 'good' | 'unusable' | 'untried' {
  if (state === 'works') return 'good';
  return state === 'not-tried' ? 'untried' : 'unusable';
}

function callsLeft({ limits }: EndpointDiagnosisAnswer): string {
  if (limits?.remaining === undefined) return '–';
  return limits.limit === undefined
    ? exactNumber(limits.remaining)
    : `${exactNumber(limits.remaining)} of ${exactNumber(limits.limit)}`;
}
