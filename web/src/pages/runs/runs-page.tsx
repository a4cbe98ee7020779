import { Panel } from '../../components/panel.tsx';
import { RunsTable } from './runs-table.tsx';

/** The runs of all integrations. */
export function RunsPage() {
  return (
    <Panel title="All runs" isFlush>
      <RunsTable />
    </Panel>
  );
}
