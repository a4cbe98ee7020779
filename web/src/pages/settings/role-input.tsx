import { Radio, Stack } from '@mantine/core';
import type { User } from '../../../../src/server/api/schemas.ts';

/** What a user may do. */
export function RoleInput({
  value,
  onChange,
}: {
  readonly value: User['role'];
  readonly onChange: (role: User['role']) => void;
}) {
  return (
    <Radio.Group
      label="Role"
      value={value}
      onChange={(role) => onChange(role === 'administrator' ? 'administrator' : 'viewer')}
    >
      <Stack gap={8} mt={4}>
        <Radio
          value="viewer"
          label="viewer"
          description="Sees findings, graph and runs, and asks queries"
        />
        <Radio
          value="administrator"
          label="administrator"
          description="Also changes integrations, runs and users"
        />
      </Stack>
    </Radio.Group>
  );
}
