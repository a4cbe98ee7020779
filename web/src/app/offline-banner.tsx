import { Button } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { connection } from '../api/connection.ts';
import { useObservable } from '../api/observable.ts';
import { When } from '../components/when.tsx';
import classes from './offline-banner.module.css';

/** Says that the server is away, since when, and that it is being tried; nothing on the page is lost meanwhile. */
export function OfflineBanner() {
  const since = useObservable(connection.awaySince);
  const { online } = useNetwork();
  return (
    <div role="status" aria-live="polite">
      {since !== undefined && (
        <div className={classes['banner']}>
          <IconPlugConnectedX className={classes['icon']} size={18} aria-hidden />
          <span>
            {online
              ? 'The server does not answer'
              : 'This computer is offline, and the server does not answer'}{' '}
            since <When at={since} />. What you see is as it was then. The page tries again by
            itself.
          </span>
          <Button size="compact-sm" variant="default" onClick={() => connection.retry()}>
            Try now
          </Button>
        </div>
      )}
    </div>
  );
}
