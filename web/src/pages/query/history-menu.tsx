import { Button, Menu, ScrollArea, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { When } from '../../components/when.tsx';
import { forgetQueries, type RememberedQuery } from './run/remembered.ts';

interface HistoryMenuProps {
  readonly entries: readonly RememberedQuery[];
  readonly user: string;
  /** Puts a query into the editor; it is not run. */
  readonly onChoose: (query: string) => void;
  readonly onForget: () => void;
}

/** The queries that were asked in this browser, and drafts that were left. */
export function HistoryMenu({ entries, user, onChoose, onForget }: HistoryMenuProps) {
  return (
    <Menu position="bottom-end" width={520}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconHistory size={14} />}>
          History
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {entries.length === 0 && (
          <Menu.Label>Queries that you run are kept here, in this browser.</Menu.Label>
        )}
        <ScrollArea.Autosize mah={360}>
          {entries.map(({ query, at, result }) => (
            <Menu.Item key={query} onClick={() => onChoose(query)}>
              <Text className="gq-mono" size="xs" lineClamp={2}>
                {query}
              </Text>
              <Text size="xs" c="dimmed">
                <When at={at} /> · {result ?? 'not run'}
              </Text>
            </Menu.Item>
          ))}
        </ScrollArea.Autosize>
        {entries.length > 0 && (
          <>
            <Menu.Divider />
            <Menu.Item
              onClick={() => {
                forgetQueries(user);
                onForget();
              }}
            >
              Clear the history
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
