import {
  Checkbox,
  NumberInput,
  ScrollArea,
  SegmentedControl,
  Select,
  Stack,
  Text,
} from '@mantine/core';
import type { ReactNode } from 'react';
import type { FindingsFacets } from '../../../../src/server/api/findings.ts';
import { Count } from '../../components/count.tsx';
import { severityOf } from '../../components/severity.ts';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import classes from './facets.module.css';
import type { FindingsSearch } from './findings-search.ts';
import { StateMark } from './state-mark.tsx';

/** Ages that one asks for as a rule. */
const AGES = [
  { value: '', label: 'Any age' },
  { value: 'since=1d', label: 'Since yesterday' },
  { value: 'since=7d', label: 'In the last 7 days' },
  { value: 'since=30d', label: 'In the last 30 days' },
  { value: 'before=30d', label: 'More than 30 days ago' },
  { value: 'before=90d', label: 'More than 90 days ago' },
  { value: 'before=365d', label: 'More than a year ago' },
];

type ListName = 'severity' | 'state' | 'tag' | 'threat';

/** Filters with the numbers of findings that each would show. */
export function Facets({
  search,
  counts,
  onChange,
}: {
  readonly search: FindingsSearch;
  /** Undefined until the first answer. */
  readonly counts: FindingsFacets | undefined;
  readonly onChange: (change: Partial<FindingsSearch>, isTyped?: boolean) => void;
}) {
  const toggle = (name: ListName, value: string) => {
    const values = search[name];
    onChange({
      [name]: values.includes(value) ? values.filter((each) => each !== value) : [...values, value],
    });
  };
  const boxes = (
    name: ListName,
    values: FindingsFacets['tags'] | undefined,
    label: (value: string) => ReactNode,
    text: (value: string) => string = (value) => value,
  ) =>
    (values ?? []).map(({ value, count }) => (
      <Choice
        key={value}
        label={label(value)}
        text={text(value)}
        count={count}
        isChosen={search[name].includes(value)}
        onChange={() => toggle(name, value)}
      />
    ));
  const severities = counts?.severities.filter(({ value, count }) => value !== 'none' || count > 0);
  const age =
    search.since !== undefined && search.before !== undefined
      ? undefined
      : search.since !== undefined
        ? `since=${search.since}`
        : search.before !== undefined
          ? `before=${search.before}`
          : '';
  const ages =
    age === undefined || AGES.some(({ value }) => value === age)
      ? AGES
      : [...AGES, { value: age, label: age.replace('=', ' ') }];
  return (
    <ScrollArea
      className={classes['facets'] ?? ''}
      type="auto"
      offsetScrollbars
      viewportProps={{ tabIndex: 0 }}
    >
      <Stack gap="md" pr={8} component="section" aria-label="Filters">
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Found on"
          value={search.kind}
          onChange={(kind) => onChange({ kind: kind === 'web' ? 'web' : 'host', onId: undefined })}
          data={[
            { value: 'host', label: <KindLabel name="Hosts" count={counts?.kinds.host} /> },
            { value: 'web', label: <KindLabel name="Web apps" count={counts?.kinds.web} /> },
          ]}
        />
        <Group title="Severity">
          {boxes('severity', severities, (value) => {
            const step = severityOf(value);
            return step === undefined ? 'none' : <SeverityBadge severity={step} />;
          })}
        </Group>
        <Group title="State">
          {boxes('state', counts?.states, (value) => (
            <StateMark state={value as 'open'} />
          ))}
        </Group>
        {search.kind === 'host' && (
          <Group title="Exploitation">
            <Choice
              label="Known exploited (KEV)"
              text="Known exploited (KEV)"
              count={counts?.kev}
              isChosen={search.kev === 'true'}
              onChange={() => onChange({ kev: search.kev === 'true' ? undefined : 'true' })}
            />
          </Group>
        )}
        <Select
          label="First found"
          size="xs"
          data={ages}
          value={age ?? null}
          placeholder={`${search.since ?? ''} to ${search.before ?? ''}`}
          allowDeselect={false}
          onChange={(value) => {
            const [name, when] = (value ?? '').split('=');
            onChange({
              since: name === 'since' ? when : undefined,
              before: name === 'before' ? when : undefined,
            });
          }}
        />
        <div>
          <Text size="xs" fw={600} id="qds-label">
            QDS
          </Text>
          <div className={classes['range']}>
            <Score
              label="QDS from"
              value={search.qdsFrom}
              onChange={(qdsFrom) => onChange({ qdsFrom }, true)}
            />
            <span aria-hidden>–</span>
            <Score
              label="QDS to"
              value={search.qdsTo}
              onChange={(qdsTo) => onChange({ qdsTo }, true)}
            />
          </div>
        </div>
        {(counts?.threats.length ?? 0) > 0 && (
          <Group title="Threats">
            {boxes('threat', counts?.threats, (value) => value.replaceAll('_', ' '))}
          </Group>
        )}
        {(counts?.tags.length ?? 0) > 0 && (
          <Group title="Tags">
            {boxes('tag', counts?.tags, (value) => (
              <bdi>{value}</bdi>
            ))}
          </Group>
        )}
      </Stack>
    </ScrollArea>
  );
}

function KindLabel({ name, count }: { readonly name: string; readonly count: number | undefined }) {
  return (
    <span>
      {name} {count !== undefined && <Count value={count} />}
    </span>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <fieldset className={classes['group']}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

function Choice({
  label,
  text,
  count,
  isChosen,
  onChange,
}: {
  readonly label: ReactNode;
  readonly text: string;
  readonly count: number | undefined;
  readonly isChosen: boolean;
  readonly onChange: () => void;
}) {
  return (
    <div className={classes['choice']}>
      <Checkbox
        size="xs"
        checked={isChosen}
        onChange={onChange}
        label={<span title={text}>{label}</span>}
        classNames={{ body: classes['body'] ?? '', labelWrapper: classes['label'] ?? '' }}
      />
      <span className={classes['count']}>{count !== undefined && <Count value={count} />}</span>
    </div>
  );
}

function Score({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) {
  return (
    <NumberInput
      aria-label={label}
      size="xs"
      min={0}
      max={100}
      clampBehavior="strict"
      allowDecimal={false}
      allowNegative={false}
      hideControls
      value={value ?? ''}
      onChange={(next) => onChange(next === '' ? undefined : String(next))}
    />
  );
}
