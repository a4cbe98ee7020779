import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useIsAdministrator } from '../../api/session.ts';
import { NotFoundPage } from '../../app/not-found-page.tsx';
import { AboutTab } from './about-tab.tsx';
import { AuditTab } from './audit-tab.tsx';
import { RetentionTab } from './retention-tab.tsx';
import { SmartClassesTab } from './smart-classes-tab.tsx';
import { TokensTab } from './tokens-tab.tsx';
import { UsersTab } from './users-tab.tsx';

interface SettingsTab {
  readonly value: string;
  readonly label: string;
  readonly isForAdministrators: boolean;
  readonly content: ReactNode;
}

const TABS: readonly SettingsTab[] = [
  { value: 'users', label: 'Users', isForAdministrators: true, content: <UsersTab /> },
  { value: 'tokens', label: 'API tokens', isForAdministrators: false, content: <TokensTab /> },
  {
    value: 'smart-classes',
    label: 'Smart classes',
    isForAdministrators: false,
    content: <SmartClassesTab />,
  },
  {
    value: 'retention',
    label: 'Retention',
    isForAdministrators: true,
    content: <RetentionTab />,
  },
  { value: 'audit', label: 'Audit log', isForAdministrators: true, content: <AuditTab /> },
  { value: 'about', label: 'About', isForAdministrators: false, content: <AboutTab /> },
];

/** Who may do what, and what this installation is. */
export function SettingsPage() {
  const isAdministrator = useIsAdministrator();
  const navigate = useNavigate();
  const tabs = TABS.filter((tab) => isAdministrator || !tab.isForAdministrators);
  const { tab = tabs[0]?.value } = useParams();
  const shown = tabs.find(({ value }) => value === tab);
  if (shown === undefined) return <NotFoundPage />;
  return (
    <Tabs
      value={shown.value}
      onChange={(value) => void navigate(`/settings/${value}`)}
      keepMounted={false}
    >
      <Tabs.List mb="md">
        {tabs.map(({ value, label }) => (
          <Tabs.Tab key={value} value={value}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={shown.value}>{shown.content}</Tabs.Panel>
    </Tabs>
  );
}
