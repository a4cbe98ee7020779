import { Empty } from '../../components/states.tsx';

/** What got worse since yesterday, and what must be fixed first. */
export function OverviewPage() {
  return (
    <Empty title="No overview yet">
      It shows what got worse since yesterday once there is something collected.
    </Empty>
  );
}
