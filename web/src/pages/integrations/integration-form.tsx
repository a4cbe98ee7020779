import {
  Accordion,
  Button,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { type FormEvent, type ReactNode, useRef } from 'react';
import type { OptionDescription, PlatformList } from '../../../../src/server/api/instance-form.ts';
import type { InstanceAnswer } from '../../../../src/server/api/instances.ts';
import { Panel } from '../../components/panel.tsx';
import { Failed } from '../../components/states.tsx';
import type { FieldProblems } from './field-problems.ts';
import {
  type FieldValue,
  type FormValues,
  isOffered,
  PRIVATE_PLATFORM,
  WAY_FIELDS,
  type WayIn,
} from './form-values.ts';
import { OptionField } from './option-field.tsx';
import { PollingFields } from './polling-fields.tsx';

interface IntegrationFormProps {
  readonly options: readonly OptionDescription[];
  readonly platforms: PlatformList['platforms'];
  readonly values: FormValues;
  readonly onChange: (values: FormValues) => void;
  /** The integration that is changed; absent for a new one. */
  readonly stored?: InstanceAnswer | undefined;
  readonly problems: FieldProblems;
  /** Why saving failed. */
  readonly error: unknown;
  readonly isPending: boolean;
  /** A verb with its object. */
  readonly action: string;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  /** Between the fields and the buttons: the test of the credentials. */
  readonly children: ReactNode;
}

const WAYS: readonly { readonly value: WayIn; readonly label: string }[] = [
  { value: 'password', label: 'Username and password' },
  { value: 'client', label: 'Client credentials' },
  { value: 'token', label: 'Token' },
];

/** Everything that is set up of an integration. What was typed is the caller's, whatever becomes of saving it. */
export function IntegrationForm(props: IntegrationFormProps) {
  const { options, platforms, values, onChange, stored, problems } = props;
  const form = useRef<HTMLFormElement>(null);
  const set = (change: Partial<FormValues>) => onChange({ ...values, ...change });
  const field = (name: string) => {
    const option = options.find((each) => each.name === name);
    if (option === undefined || !isOffered(option, values)) return null;
    return (
      <OptionField
        key={name}
        option={option}
        value={values.fields[name] ?? ''}
        problem={problems[name]}
        isSet={stored?.secrets[name]?.isSet === true}
        onChange={(value: FieldValue) => set({ fields: { ...values.fields, [name]: value } })}
      />
    );
  };
  const section = (name: OptionDescription['section']) =>
    options.filter((option) => option.section === name).map((option) => field(option.name));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <form onSubmit={onSubmit} ref={form} noValidate aria-label="Integration">
      <Stack maw={760}>
        <Panel title="Account">
          <Stack>
            {stored === undefined ? (
              <TextInput
                label="Account name"
                description="Names this integration and its account in the graph. It cannot be changed later."
                value={values.name}
                onChange={({ currentTarget }) => set({ name: currentTarget.value })}
                error={problems['name']}
                withAsterisk
                maxLength={64}
                autoComplete="off"
                data-autofocus
              />
            ) : (
              field('accountName')
            )}
            {field('tagAccountName')}
            <Textarea
              label="Description"
              value={values.description}
              onChange={({ currentTarget }) => set({ description: currentTarget.value })}
              error={problems['description']}
              maxLength={1000}
              autosize
              minRows={2}
            />
            <PollingFields
              interval={values.pollingInterval}
              hour={values.dailyHour}
              problem={problems['pollingInterval'] ?? problems['dailyHour']}
              onChange={set}
            />
          </Stack>
        </Panel>
        <Panel title="Platform and login">
          <Stack>
            <Select
              label="Platform"
              description="The address of the Qualys user interface tells which one it is."
              data={[
                ...platforms.map(({ code, uiUrl }) => ({
                  value: code,
                  label: `${code} · ${uiUrl.replace('https://', '')}`,
                })),
                { value: PRIVATE_PLATFORM, label: 'Private platform, or another address' },
              ]}
              value={values.platform === '' ? null : values.platform}
              onChange={(platform) => set({ platform: platform ?? '' })}
              placeholder="Pick the platform"
              error={values.platform === PRIVATE_PLATFORM ? undefined : problems['qualysApiUrl']}
              allowDeselect={false}
              searchable
              withAsterisk
            />
            {values.platform === PRIVATE_PLATFORM && section('platform')}
            <div>
              <Text size="sm" fw={500} id="way-in" mb={4}>
                Way in
              </Text>
              <SegmentedControl
                aria-labelledby="way-in"
                data={[...WAYS]}
                value={values.way}
                onChange={(way) => set({ way: way as WayIn })}
              />
            </div>
            <Login values={values} field={field} />
          </Stack>
        </Panel>
        <Panel title="What is read">
          <Stack>{section('data')}</Stack>
        </Panel>
        <Accordion variant="contained" defaultValue={hasProblem('calls', props) ? 'calls' : null}>
          <Accordion.Item value="calls">
            <Accordion.Control>How Qualys is called</Accordion.Control>
            <Accordion.Panel>
              <Stack>{section('calls')}</Stack>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
        {props.children}
        <SavingFailed {...props} />
        <Group>
          <Button type="submit" loading={props.isPending}>
            {props.action}
          </Button>
          <Button variant="default" onClick={props.onCancel}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The fields of the way in; those of the portal API in second place, for tokens. */
function Login({
  values,
  field,
}: {
  readonly values: FormValues;
  readonly field: (name: string) => ReactNode;
}) {
  const names = WAY_FIELDS[values.way];
  if (values.way === 'password') return names.map(field);
  const portal = names.indexOf('qualysQpsAuth');
  return (
    <>
      {names.slice(0, portal).map(field)}
      <Text size="sm" c="dimmed">
        The portal API (asset inventory, web applications) may not take tokens. Where it does not,
        it needs a user besides:
      </Text>
      {names.slice(portal).map(field)}
    </>
  );
}

function hasProblem(
  section: OptionDescription['section'],
  { options, problems }: Pick<IntegrationFormProps, 'options' | 'problems'>,
): boolean {
  return options.some((option) => option.section === section && option.name in problems);
}

/** Why saving failed: in full where no field says it, else where to look. */
function SavingFailed({ error, problems, options, values }: IntegrationFormProps) {
  if (error === null || error === undefined) return null;
  const seen = new Set([
    ...['name', 'description', 'pollingInterval', 'dailyHour'],
    ...options.filter((option) => isOffered(option, values)).map(({ name }) => name),
  ]);
  const names = Object.keys(problems);
  if (names.length === 0 || names.some((name) => !seen.has(name))) return <Failed error={error} />;
  return (
    <Text role="alert" c="var(--gq-bad)">
      Nothing was saved: {names.length === 1 ? 'one field has' : `${names.length} fields have`} to
      be corrected. {Object.values(problems).join(' ')}
    </Text>
  );
}
