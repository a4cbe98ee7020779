import { Button, Text } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { palette } from './palette/palette-store.ts';

/** Opens the palette, for who does not know its key. */
export function SearchButton() {
  return (
    <Button
      variant="default"
      size="compact-md"
      leftSection={<IconSearch size={16} stroke={1.75} />}
      rightSection={
        <Text span size="xs" c="dimmed" aria-hidden>
          Ctrl K
        </Text>
      }
      onClick={palette.open}
    >
      Search
    </Button>
  );
}
