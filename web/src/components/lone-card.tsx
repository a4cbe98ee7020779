import { Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import markUrl from '../favicon.svg';
import classes from './lone-card.module.css';

/** A page without the frame: one card, for who is not logged in. */
export function LoneCard({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  useDocumentTitle(`${title} · graph-qualys`);
  return (
    <main className={classes['middle']}>
      <div className={classes['card']}>
        <div className={classes['brand']}>
          <img src={markUrl} width={24} height={24} alt="" />
          graph-qualys
        </div>
        <Title order={1} mb="md">
          {title}
        </Title>
        {children}
      </div>
    </main>
  );
}
