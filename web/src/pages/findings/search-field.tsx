import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

/** Pause after which what was typed is looked for, milliseconds. */
const PAUSE_MS = 300;

/** A field whose text is looked for while it is typed. */
export function SearchField({
  label,
  placeholder,
  value,
  onChange,
  width,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  /** At most, in pixels: it is narrower where there is less room. */
  readonly width: number;
}) {
  const [typed, setTyped] = useState(value ?? '');
  const tell = useDebouncedCallback((text: string) => onChange(text.trim() || undefined), PAUSE_MS);
  // Back, and views, change it from outside; blanks at the end of what is being typed stay.
  useEffect(() => setTyped((now) => (now.trim() === (value ?? '') ? now : (value ?? ''))), [value]);
  const clear = () => {
    // What was typed just now would come after it.
    tell.cancel();
    setTyped('');
    onChange(undefined);
  };
  return (
    <TextInput
      aria-label={label}
      placeholder={placeholder}
      size="xs"
      flex="1 1 140px"
      maw={width}
      maxLength={200}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        typed === '' ? null : (
          <CloseButton size="xs" aria-label={`Clear: ${label}`} onClick={clear} />
        )
      }
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}
