import { Empty } from '../../components/states.tsx';

/** What is set up, and whether it runs. */
export function IntegrationsPage() {
  return (
    <Empty title="No integration yet">
      Integrations bring the data of a Qualys subscription into the graph.
    </Empty>
  );
}
