import { Button, CopyButton, Group, Menu, Modal, Text, Textarea } from '@mantine/core';
import { IconCode, IconDownload, IconLink, IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { PageLink } from '../../app/page-link.tsx';
import type { ExplorationQuery } from './model/as-query.ts';

/** Gives a file to the person. */
function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Saves the picture as a file, as a query, or as a link. */
export function SaveMenu({
  png,
  query,
}: {
  readonly png: () => Blob;
  readonly query: () => ExplorationQuery | undefined;
}) {
  const [shown, setShown] = useState<ExplorationQuery>();
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="sm" variant="default" leftSection={<IconDownload size={16} />}>
            Save
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPhoto size={16} />}
            onClick={() => download(png(), 'graph.png')}
          >
            Save as PNG
          </Menu.Item>
          <Menu.Item leftSection={<IconCode size={16} />} onClick={() => setShown(query())}>
            Save as query
          </Menu.Item>
          <CopyButton value={window.location.href}>
            {({ copied, copy }) => (
              <Menu.Item
                leftSection={<IconLink size={16} />}
                closeMenuOnClick={false}
                onClick={copy}
              >
                {copied ? 'Link copied' : 'Copy link to this picture'}
              </Menu.Item>
            )}
          </CopyButton>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title="This picture as J1QL"
        size="lg"
      >
        <Text size="sm" mb={8}>
          The query walks the same relationships from the same beginning. What you removed or did
          not expand comes with it.
          {shown !== undefined && shown.leftOut > 0
            ? ` It starts at one type of entity: ${shown.leftOut} others that you began with are not in it.`
            : ''}
        </Text>
        <Textarea
          aria-label="Query"
          readOnly
          autosize
          minRows={4}
          maxRows={16}
          value={shown?.query ?? ''}
          styles={{ input: { fontFamily: 'var(--gq-mono)', fontSize: 12 } }}
        />
        <Group mt={12} justify="flex-end" gap={8}>
          <CopyButton value={shown?.query ?? ''}>
            {({ copied, copy }) => (
              <Button size="sm" variant="default" onClick={copy}>
                {copied ? 'Query copied' : 'Copy query'}
              </Button>
            )}
          </CopyButton>
          <Button
            size="sm"
            component={PageLink}
            to={`/query?q=${encodeURIComponent(shown?.query ?? '')}`}
          >
            Open in Query
          </Button>
        </Group>
      </Modal>
    </>
  );
}
