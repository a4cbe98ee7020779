import { useMantineColorScheme } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconHelpCircle,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { QuestionList } from '../../../../src/server/api/questions.ts';
import { api } from '../../api/client.ts';
import { logOut } from '../../api/session.ts';
import { withAt } from '../page-link.tsx';
import { RAIL } from '../pages.ts';

/** Something that the palette can do. */
export interface Command {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon: ReactNode;
  /** Also found by these words. */
  readonly words?: string;
  readonly run: () => void;
}

const ICON = { size: 18, stroke: 1.75 } as const;

/** Whether every word that was typed is in what a command is called. */
export function isMeant({ label, words = '' }: Command, typed: string): boolean {
  const name = `${label} ${words}`.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => name.includes(word));
}

/** The pages. */
export function usePageCommands(): readonly Command[] {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  return RAIL.map(({ path, title, icon: Icon, key }) => ({
    id: `page ${path}`,
    label: title,
    description: `Go to the page (g ${key})`,
    icon: <Icon {...ICON} />,
    run: () => void navigate(withAt(path, search.get('at'))),
  }));
}

/** The questions that can be asked. */
export function useQuestionCommands(isWanted: boolean): readonly Command[] {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const { data } = useQuery({
    queryKey: ['palette', 'questions'],
    queryFn: ({ signal }) => api.get<QuestionList>('/api/questions', { signal }),
    enabled: isWanted,
  });
  return (data?.questions ?? []).map(({ id, title, tags }) => ({
    id: `question ${id}`,
    label: title,
    icon: <IconHelpCircle {...ICON} />,
    words: tags.join(' '),
    run: () =>
      void navigate(withAt(`/questions?question=${encodeURIComponent(id)}`, search.get('at'))),
  }));
}

/** Everything else that can be done from anywhere. */
export function useActionCommands(onHelp: () => void): readonly Command[] {
  const { setColorScheme } = useMantineColorScheme();
  return [
    {
      id: 'theme light',
      label: 'Use the light theme',
      icon: <IconSun {...ICON} />,
      run: () => setColorScheme('light'),
    },
    {
      id: 'theme dark',
      label: 'Use the dark theme',
      icon: <IconMoon {...ICON} />,
      run: () => setColorScheme('dark'),
    },
    {
      id: 'theme auto',
      label: 'Use the theme of the system',
      icon: <IconDeviceDesktop {...ICON} />,
      run: () => setColorScheme('auto'),
    },
    {
      id: 'keys',
      label: 'Show all keys',
      words: 'keyboard shortcuts help',
      icon: <IconKeyboard {...ICON} />,
      run: onHelp,
    },
    {
      id: 'log out',
      label: 'Log out',
      words: 'sign out session',
      icon: <IconLogout {...ICON} />,
      run: () => void logOut(),
    },
  ];
}
