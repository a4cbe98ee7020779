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
  isImage = true,
  table,
}: {
  readonly title: string;
  /** The chart in a sentence, for screen readers. */
  readonly summary: string;
  readonly actions?: ReactNode;
  readonly legend?: ReactNode;
  readonly chart: ReactNode;
  /** False for a chart that reads well by itself, with links in it. */
  readonly isImage?: boolean;
  readonly table: ReactNode;
}) {
  const [form, setForm] = useState<'chart' | 'table'>('chart');
  return (
    <Panel
      title={title}
      actions={
        <Group gap={8} wrap="nowrap">
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
          <div
            className={classes['chart']}
            {...(isImage && { role: 'img', 'aria-label': summary })}
          >
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
