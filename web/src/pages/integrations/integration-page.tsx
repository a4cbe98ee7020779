import { Empty } from '../../components/states.tsx';

/** One integration. */
export function IntegrationPage() {
  return <Empty title="There is no such integration">The list shows those there are.</Empty>;
}
