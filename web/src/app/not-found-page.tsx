import { Button } from '@mantine/core';
import { Empty } from '../components/states.tsx';
import { PageLink } from './page-link.tsx';

/** For addresses that no page has. */
export function NotFoundPage() {
  return (
    <Empty title="There is no page at this address">
      Check the address, or begin at the overview.
      <Button component={PageLink} to="/overview" variant="default" mt="sm">
        Go to the overview
      </Button>
    </Empty>
  );
}
