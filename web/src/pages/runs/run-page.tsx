import { Empty } from '../../components/states.tsx';

/** What a run did. */
export function RunPage() {
  return <Empty title="There is no such run">The integrations show the runs there were.</Empty>;
}
