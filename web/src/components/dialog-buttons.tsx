import { Button, Group, type MantineColor } from '@mantine/core';

/** The last line of the form in a dialog: the way out, and the button that does what the dialog is for. */
export function DialogButtons({
  action,
  onCancel,
  isPending,
  isDisabled = false,
  color,
}: {
  /** What the button does, as a verb: "Add user". */
  readonly action: string;
  readonly onCancel: () => void;
  readonly isPending: boolean;
  readonly isDisabled?: boolean;
  readonly color?: MantineColor;
}) {
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" disabled={isDisabled} loading={isPending} {...(color && { color })}>
        {action}
      </Button>
    </Group>
  );
}
