import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './entity-panel.module.css';

/** A part of the panel. One that is not needed at once can be closed at first. */
export function Section({
  title,
  isClosed = false,
  children,
}: {
  readonly title: string;
  readonly isClosed?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <section className={classes['section']} aria-label={title}>
      {isClosed ? (
        <details>
          <summary>{title}</summary>
          {children}
        </details>
      ) : (
        <>
          <Title order={3}>{title}</Title>
          {children}
        </>
      )}
    </section>
  );
}
