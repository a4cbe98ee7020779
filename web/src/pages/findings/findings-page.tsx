import { Empty } from '../../components/states.tsx';

/** Which findings there are. */
export function FindingsPage() {
  return (
    <Empty title="No findings yet">They are listed here once there is something collected.</Empty>
  );
}
