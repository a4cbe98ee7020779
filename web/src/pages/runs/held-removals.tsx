import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import type { RunResult } from '../../../../src/server/api/runs.ts';
import { ConfirmByName } from '../../components/confirm-by-name.tsx';
import { Panel } from '../../components/panel.tsx';
import { plural } from './run-words.ts';
import classes from './runs.module.css';
import { useAcceptRemovals } from './use-runs.ts';

/** Removals that were not made because there were suspiciously many, and the way to let them pass. */
export function HeldRemovals({
  runId,
  instance,
  held,
  mayAccept,
}: {
  readonly runId: string;
  readonly instance: string;
  /** Null when a list came empty that never was before. */
  readonly held: RunResult['held'];
  readonly mayAccept: boolean;
}) {
  const [isAsking, ask] = useState(false);
  const accept = useAcceptRemovals(runId);
  const removals = Object.entries(held?.removals ?? {}).filter(([, each]) => each.removals > 0);
  const total = removals.reduce((sum, [, each]) => sum + each.removals, 0);
  const action =
    total > 0
      ? `Accept the removal of ${plural(total, 'entity', 'entities')}`
      : 'Accept the empty list';
  return (
    <Panel title="Removals are held">
      <div className={classes['missing']}>
        <Text fw={600}>{held?.reason ?? 'A list that held much before came empty.'}</Text>
        <Text>
          None of them was made; everything else was. See in Qualys whether it is right: a filter, a
          lost permission or a purge by mistake looks the same.
        </Text>
        {mayAccept ? (
          <Button mt="sm" size="compact-sm" color="red" onClick={() => ask(true)}>
            {action} …
          </Button>
        ) : (
          <Text c="dimmed">The next run looks again.</Text>
        )}
      </div>
      <ConfirmByName
        isOpen={isAsking}
        title="Accept the held removals"
        name={instance}
        action={action}
        isPending={accept.isPending}
        error={accept.error}
        onConfirm={() => accept.mutate()}
        onClose={() => ask(false)}
      >
        <Text>A full run begins. If Qualys still does not list them, these leave the graph:</Text>
        <ul>
          {removals.map(([type, each]) => (
            <li key={type}>
              {each.removals.toLocaleString('en')} of {each.of.toLocaleString('en')} {type}
            </li>
          ))}
          {removals.length === 0 && <li>everything that the list held before</li>}
        </ul>
        <Text>Their history stays. More than that (and a twentieth) is held again.</Text>
      </ConfirmByName>
    </Panel>
  );
}
