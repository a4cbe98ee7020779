import { Group, Text } from '@mantine/core';
import { exactNumber } from '../../../components/number-words.ts';
import type { ResultRow } from '../run/use-query-run.ts';
import { CopyButton } from './copy-button.tsx';
import { ScrollRegion } from './scroll-region.tsx';
import classes from './text-view.module.css';

/** Rows that are written out; all of them would be slow to look at. */
const SHOWN = 200;

/** Rows as JSON. */
export function JsonView({ rows }: { readonly rows: readonly ResultRow[] }) {
  return (
    <>
      <Group px="md" pt="xs" justify="space-between">
        <Text c="dimmed" size="sm">
          {rows.length > SHOWN
            ? `The first ${SHOWN} of ${exactNumber(rows.length)} rows that are here; the copy has all of these`
            : 'As the API gives them'}
        </Text>
        <CopyButton text={() => JSON.stringify(rows, null, 2)}>Copy as JSON</CopyButton>
      </Group>
      <ScrollRegion className={classes['text']} label="Rows as JSON">
        <pre className={classes['lines']}>{JSON.stringify(rows.slice(0, SHOWN), null, 2)}</pre>
      </ScrollRegion>
    </>
  );
}
