import { Checkbox, Group, PasswordInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { OptionDescription } from '../../../../src/server/api/instance-form.ts';
import type { FieldValue } from './form-values.ts';

interface OptionFieldProps {
  readonly option: OptionDescription;
  readonly value: FieldValue;
  readonly problem: string | undefined;
  /** A secret that is stored: leaving the field empty keeps it. */
  readonly isSet: boolean;
  readonly onChange: (value: FieldValue) => void;
}

/** Words for choices that are no words by themselves. */
const CHOICE_WORDS: Readonly<Record<string, string>> = {
  '1': '1 minimal',
  '2': '2 medium',
  '3': '3 serious',
  '4': '4 critical',
  '5': '5 urgent',
  basic: 'with every call (basic)',
  jwt: 'once for a token (jwt)',
  bearer: 'with the token (bearer)',
  user: 'a user',
  subscription: 'the subscription',
};

const choicesOf = ({ choices }: OptionDescription) =>
  (choices ?? []).map((value) => ({ value, label: CHOICE_WORDS[value] ?? value }));

/** One option of an integration, as its description says. */
export function OptionField({ option, value, problem, isSet, onChange }: OptionFieldProps) {
  const { label, description, input, fallback, isRequired } = option;
  const common = { label, description, error: problem };
  const text = typeof value === 'string' ? value : '';
  switch (input) {
    case 'switch':
      return (
        <Switch
          {...common}
          checked={value === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    case 'choices':
      return (
        <Checkbox.Group {...common} value={[value].flat().map(String)} onChange={onChange}>
          <Group mt={6} gap="md">
            {choicesOf(option).map((choice) => (
              <Checkbox key={choice.value} size="xs" {...choice} />
            ))}
          </Group>
        </Checkbox.Group>
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={choicesOf(option)}
          value={text === '' ? null : text}
          onChange={(choice) => onChange(choice ?? '')}
          placeholder="Not set"
          clearable
        />
      );
    case 'secret':
      return (
        <PasswordInput
          {...common}
          value={text}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
          placeholder={isSet ? 'Set; leave empty to keep it' : ''}
          autoComplete="new-password"
          spellCheck={false}
        />
      );
    case 'list':
      return (
        <Textarea
          {...common}
          value={text}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
          placeholder="Separated by commas"
          autosize
          maxRows={6}
          spellCheck={false}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          value={text}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
          placeholder={fallback === null || fallback === undefined ? '' : String(fallback)}
          withAsterisk={isRequired}
          autoComplete="off"
          spellCheck={false}
          {...(input === 'number' && { inputMode: 'numeric' as const, maw: 240 })}
        />
      );
  }
}
