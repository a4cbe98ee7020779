import { Table, Text } from '@mantine/core';
import classes from './api-page.module.css';
import type { SchemaRow } from './schema-rows.ts';
import { Words } from './words.tsx';

/** Members of a document, or parameters, each with the names that lead to it. */
export function SchemaTable({
  label,
  rows,
}: {
  /** Told to screen readers. */
  readonly label: string;
  readonly rows: readonly SchemaRow[];
}) {
  return (
    <Table aria-label={label} layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="32%">Name</Table.Th>
          <Table.Th w="28%">Type</Table.Th>
          <Table.Th>Meaning</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ path, type, isOptional, meaning }) => (
          <Table.Tr key={path.join('.')}>
            <Table.Th scope="row" fw={400} className={classes['cell'] ?? ''}>
              {path.length > 1 && (
                <Text span c="dimmed" className="gq-mono">
                  {path.slice(0, -1).join('.')}.
                </Text>
              )}
              <code>{path.at(-1)}</code>
              {isOptional && (
                <Text span size="xs" c="dimmed">
                  {' '}
                  optional
                </Text>
              )}
            </Table.Th>
            <Table.Td className={classes['cell'] ?? ''}>{type}</Table.Td>
            <Table.Td className={classes['cell'] ?? ''}>
              <Words>{meaning}</Words>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
