import { Empty } from '../../components/states.tsx';

/** Who may do what. */
export function SettingsPage() {
  return <Empty title="No settings yet">Users and tokens are managed by the HTTP API.</Empty>;
}
