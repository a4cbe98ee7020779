import { Empty } from '../../components/states.tsx';

/** Sets up an integration. */
export function NewIntegrationPage() {
  return (
    <Empty title="No integration can be added here yet">
      Run graph-qualys collect to bring data into the graph.
    </Empty>
  );
}
