import { Empty } from '../../components/states.tsx';

/** Asks anything of the graph. */
export function QueryPage() {
  return <Empty title="No query yet">Queries in J1QL are asked here.</Empty>;
}
