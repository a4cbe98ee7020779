import { Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './panel.module.css';

interface PanelProps {
  readonly title?: ReactNode;
  /** Buttons and the like, at the right of the title. */
  readonly actions?: ReactNode;
  /** Without padding, for tables. */
  readonly isFlush?: boolean;
  readonly children: ReactNode;
}

/** A part of a page with a title of its own. */
export function Panel({ title, actions, isFlush = false, children }: PanelProps) {
  const id = useId();
  return (
    <section className={classes['panel']} {...(title !== undefined && { 'aria-labelledby': id })}>
      {title !== undefined && (
        <div className={classes['head']}>
          <Title order={2} id={id} className={classes['title'] ?? ''}>
            {title}
          </Title>
          {actions}
        </div>
      )}
      <div className={isFlush ? classes['flush'] : classes['body']}>{children}</div>
    </section>
  );
}
