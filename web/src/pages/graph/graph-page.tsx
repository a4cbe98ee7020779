import { Empty } from '../../components/states.tsx';

/** What is connected to what. */
export function GraphPage() {
  return (
    <Empty title="Nothing to explore yet">
      What is connected to what is drawn here once there is something collected.
    </Empty>
  );
}
