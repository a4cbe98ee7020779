import { Table, Text } from '@mantine/core';
import type { InstanceAnswer } from '../../../../src/server/api/instances.ts';
import { When } from '../../components/when.tsx';
import type { FormParts } from './integration-queries.ts';
import { pollingWords } from './intervals.ts';

/** What an integration is set to; what is at its default says so. */
export function Configuration({
  instance,
  parts: { options, platforms },
}: {
  readonly instance: InstanceAnswer;
  readonly parts: FormParts;
}) {
  const apiUrl = String(instance.options['qualysApiUrl'] ?? '');
  const platform = platforms.platforms.find((each) => each.apiUrl === apiUrl)?.code;
  const rows = [
    ['Description', instance.description === '' ? '–' : instance.description],
    ['Polling', pollingWords(instance.pollingInterval, instance.dailyHour)],
    ['Platform', platform === undefined ? apiUrl : `${platform}, ${apiUrl}`],
    ...options
      .filter(({ name }) => name !== 'qualysApiUrl')
      .filter(({ name, section, isSecret }) =>
        // Of the ways in, only those that are used.
        isSecret
          ? instance.secrets[name]?.isSet === true
          : instance.options[name] !== undefined || (section !== 'login' && section !== 'platform'),
      )
      .map(({ name, label, isSecret, fallback }) => [
        label,
        isSecret ? 'set' : valueWords(instance.options[name], fallback),
      ]),
  ];
  return (
    <>
      <Table maw={760}>
        <Table.Tbody>
          {rows.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th w={260} scope="row">
                {label}
              </Table.Th>
              <Table.Td dir="auto">{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed" mt="sm" component="div">
        Added by {instance.createdBy} <When at={instance.createdAt} />, changed by{' '}
        {instance.changedBy} <When at={instance.changedAt} />.
      </Text>
    </>
  );
}

function valueWords(value: unknown, fallback: unknown): string {
  if (value !== undefined) return words(value);
  const standard = words(fallback);
  return standard === 'not set' ? standard : `${standard} (default)`;
}

function words(value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'not set' : value.join(', ');
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([name, each]) => `${name}=${each}`);
    return entries.length === 0 ? 'not set' : entries.join(', ');
  }
  return String(value);
}
