import { Group, SegmentedControl } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Panel } from '../../../components/panel.tsx';
import classes from '../overview.module.css';

/** A chart in a panel, which can be read as a table instead. */
export function ChartPanel({
  title,
  summary,
  actions,
  legend,
  chart,
  table,
}: {
  readonly title: string;
  /** The chart in a sentence, for screen readers. */
  readonly summary: string;
  readonly actions?: ReactNode;
  readonly legend?: ReactNode;
  readonly chart: ReactNode;
  readonly table: ReactNode;
}) {
  const [form, setForm] = useState<'chart' | 'table'>('chart');
  return (
    <Panel
      title={title}
      actions={
        <Group gap={8}>
          {actions}
          <SegmentedControl
            size="xs"
            aria-label={`${title}: chart or table`}
            value={form}
            onChange={(value) => setForm(value === 'table' ? 'table' : 'chart')}
            data={[
              { value: 'chart', label: 'Chart' },
              { value: 'table', label: 'Table' },
            ]}
          />
        </Group>
      }
    >
      {form === 'chart' ? (
        <figure className={classes['figure']}>
          {legend}
          <div role="img" aria-label={summary} className={classes['chart']}>
            {chart}
          </div>
        </figure>
      ) : (
        // A table that scrolls can be scrolled with the keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: axe asks for it (scrollable-region-focusable)
        <section className={classes['scroll']} tabIndex={0} aria-label={`${title}, table`}>
          {table}
        </section>
      )}
    </Panel>
  );
}
