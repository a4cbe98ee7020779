import { Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core';
import { IconClock, IconHistory } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';
import { utcTime } from '../components/time-words.ts';
import classes from './time-travel.module.css';
import { useAt } from './use-at.ts';

const DAY_MS = 86_400_000;
const STEPS = [
  { label: 'Yesterday', days: 1 },
  { label: 'A week ago', days: 7 },
  { label: '30 days ago', days: 30 },
];

/** A moment as a field for date and time wants it, in the time of the browser. */
function fieldValue(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** Which moment the pages look at: now, or the graph as it was then (`?at=`). */
export function TimeTravel() {
  const at = useAt();
  const [isOpen, setIsOpen] = useState(false);
  const [, setSearch] = useSearchParams();
  const go = (moment: number | undefined) => {
    setIsOpen(false);
    setSearch((before) => {
      const after = new URLSearchParams(before);
      if (moment === undefined) after.delete('at');
      else after.set('at', new Date(moment).toISOString());
      return after;
    });
  };
  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="bottom-end" trapFocus withRoles={false}>
      <Popover.Target>
        <Button
          variant="default"
          size="compact-md"
          className={at === undefined ? '' : (classes['past'] ?? '')}
          leftSection={
            at === undefined ? <IconClock size={16} stroke={1.75} /> : <IconHistory size={16} />
          }
          aria-haspopup="dialog"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {at === undefined ? 'Now' : utcTime(Date.parse(at)).replace(/:\d\d UTC$/, ' UTC')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label="Moment to look at" w={360}>
        <Picker key={at ?? 'now'} at={at} onGo={go} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Picker({
  at,
  onGo,
}: {
  readonly at: string | undefined;
  readonly onGo: (moment: number | undefined) => void;
}) {
  const [text, setText] = useState(() =>
    fieldValue(at === undefined ? Date.now() : Date.parse(at)),
  );
  const moment = new Date(text).getTime();
  const isFuture = moment > Date.now();
  const problem = Number.isNaN(moment)
    ? 'Give a date and a time.'
    : isFuture && 'That is still to come; the graph knows the past.';
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (problem === false) onGo(moment);
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        <Text size="sm">
          Shows the graph as it was then. Scores, last-found dates and tags of findings are shown as
          they are now.
        </Text>
        <Group gap="xs">
          {STEPS.map(({ label, days }) => (
            <Button
              key={label}
              variant="default"
              size="compact-sm"
              onClick={() => onGo(Date.now() - days * DAY_MS)}
            >
              {label}
            </Button>
          ))}
        </Group>
        <TextInput
          type="datetime-local"
          label="Date and time (yours)"
          value={text}
          max={fieldValue(Date.now())}
          error={problem}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Group justify="space-between">
          <Button
            variant="subtle"
            size="compact-md"
            disabled={at === undefined}
            onClick={() => onGo(undefined)}
          >
            Back to now
          </Button>
          <Button type="submit" size="compact-md">
            Look at this moment
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
