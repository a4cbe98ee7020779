import '@mantine/spotlight/styles.layer.css';
import { Modal } from '@mantine/core';
import { Spotlight } from '@mantine/spotlight';
import { IconPointFilled, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { SearchAnswer } from '../../../../src/server/api/search.ts';
import { severityOf } from '../../components/severity.ts';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import { Failed } from '../../components/states.tsx';
import { typeWord } from '../../pages/graph/model/words.ts';
import { useEntityPanel } from '../use-entity-panel.ts';
import {
  type Command,
  isMeant,
  useActionCommands,
  usePageCommands,
  useQuestionCommands,
} from './commands.tsx';
import { PALETTE_STORE } from './palette-store.ts';
import { useEntityHits } from './use-entity-hits.ts';
import { useRunNow } from './use-run-now.tsx';

const MOST_QUESTIONS = 6;

/** Ctrl/Cmd-K: entities by name, QID, CVE or address; pages; questions; actions. */
export function Palette({ onHelp }: { readonly onHelp: () => void }) {
  const [text, setText] = useState('');
  const typed = text.trim();
  const { open } = useEntityPanel();
  const { hits, error, isPending } = useEntityHits(text);
  const runNow = useRunNow();
  const groups: readonly (readonly [string, readonly Command[]])[] = [
    ['Pages', usePageCommands().filter((command) => isMeant(command, typed))],
    [
      'Questions',
      useQuestionCommands(typed !== '')
        .filter((command) => typed !== '' && isMeant(command, typed))
        .slice(0, MOST_QUESTIONS),
    ],
    [
      'Actions',
      [...runNow.commands, ...useActionCommands(onHelp)].filter((command) =>
        isMeant(command, typed),
      ),
    ],
  ];
  const isNothing = hits.length === 0 && groups.every(([, commands]) => commands.length === 0);
  return (
    <>
      <Modal opened={runNow.error !== null} onClose={runNow.forget} title="No run has begun">
        <Failed error={runNow.error} />
      </Modal>
      <Spotlight.Root
        store={PALETTE_STORE}
        query={text}
        onQueryChange={setText}
        shortcut="mod + K"
        tagsToIgnore={[]}
        triggerOnContentEditable
        scrollable
        maxHeight={480}
        // Named for screen readers; the field says the same to everybody else.
        title="Search and actions"
        classNames={{ header: 'gq-hidden' }}
      >
        <Spotlight.Search
          placeholder="A host, QID, CVE, IP address, page, question or action"
          aria-label="Search and actions"
          leftSection={<IconSearch size={18} stroke={1.75} />}
        />
        <Spotlight.ActionsList aria-label="What fits">
          {hits.length > 0 && (
            <Spotlight.ActionsGroup label="Entities">
              {hits.map((hit) => (
                <Spotlight.Action
                  key={hit.id}
                  label={hit.name}
                  description={descriptionOf(hit)}
                  leftSection={<IconPointFilled size={18} />}
                  rightSection={<SeverityOf word={hit.severity} />}
                  onClick={() => open(hit.id)}
                />
              ))}
            </Spotlight.ActionsGroup>
          )}
          {groups.map(
            ([label, commands]) =>
              commands.length > 0 && (
                <Spotlight.ActionsGroup key={label} label={label}>
                  {commands.map(({ id, icon, run, label: name, description }) => (
                    <Spotlight.Action
                      key={id}
                      label={name}
                      {...(description !== undefined && { description })}
                      leftSection={icon}
                      onClick={run}
                    />
                  ))}
                </Spotlight.ActionsGroup>
              ),
          )}
          {isNothing && (
            <Spotlight.Empty role="status">
              {isPending && 'Searching …'}
              {!isPending && error !== null && `The search failed: ${error.message}`}
              {!isPending && error === null && 'Nothing is called so.'}
            </Spotlight.Empty>
          )}
        </Spotlight.ActionsList>
      </Spotlight.Root>
    </>
  );
}

function SeverityOf({ word }: { readonly word: string | undefined }) {
  const severity = severityOf(word);
  return severity === undefined ? null : <SeverityBadge severity={severity} />;
}

function descriptionOf({ type, qid, matched }: SearchAnswer['entities'][number]): string {
  const parts = [typeWord(type), qid === undefined ? '' : `QID ${qid}`, matched ?? ''];
  return [...new Set(parts)].filter((part) => part !== '' && part !== String(qid)).join(' · ');
}
