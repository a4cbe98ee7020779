import { ActionIcon, Button, Menu, Modal, TextInput } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useUser } from '../../api/session.ts';
import { FIRST_VIEW } from './findings-search.ts';

/** A view that has a name: filters as they stand in an address. */
interface View {
  readonly name: string;
  readonly view: string;
}

/** Views that everybody has. */
const SHARED: readonly View[] = [
  { name: 'Open', view: FIRST_VIEW },
  { name: 'Known exploited (KEV)', view: `${FIRST_VIEW}&kev=true&sort=qds` },
  {
    name: 'Overdue: critical and high, older than 30 days',
    view: `${FIRST_VIEW}&severity=critical,high&before=30d&sort=firstFound&order=asc`,
  },
  { name: 'New in the last 7 days', view: `${FIRST_VIEW}&since=7d&sort=firstFound` },
  { name: 'Reopened', view: 'state=reopened&sort=lastFound' },
  { name: 'Everything', view: 'kind=host' },
];

/** Views by name: those that everybody has, and own ones, which this browser keeps for each user. */
export function SavedViews({
  current,
  onShow,
}: {
  /** The filters that are shown now. */
  readonly current: string;
  readonly onShow: (view: string) => void;
}) {
  const user = useUser();
  const [own, setOwn] = useLocalStorage<readonly View[]>({
    key: `graph-qualys.finding-views.${user.id}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const [isNaming, naming] = useDisclosure(false);
  const [name, setName] = useState('');
  const save = (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === '') return;
    setOwn([...own.filter((view) => view.name !== wanted), { name: wanted, view: current }]);
    setName('');
    naming.close();
  };
  const isTaken = own.some((view) => view.name === name.trim());
  return (
    <>
      <Menu position="bottom-start" width={320}>
        <Menu.Target>
          <Button variant="default" size="xs" leftSection={<IconBookmark size={16} />}>
            Views
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {SHARED.map(({ name: title, view }) => (
            <Menu.Item key={title} onClick={() => onShow(view)}>
              {title}
            </Menu.Item>
          ))}
          {own.length > 0 && <Menu.Label>Own views, kept in this browser</Menu.Label>}
          {own.map(({ name: title, view }) => (
            <div key={title} style={{ display: 'flex' }}>
              <Menu.Item onClick={() => onShow(view)}>
                <bdi>{title}</bdi>
              </Menu.Item>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Forget the view ${title}`}
                onClick={() => setOwn(own.filter((each) => each.name !== title))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </div>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={naming.open}>Save this view …</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isNaming} onClose={naming.close} title="Save this view" size="sm">
        <form onSubmit={save}>
          <TextInput
            label="Name"
            data-autofocus
            required
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            description={
              isTaken
                ? 'There is a view with this name: it will be replaced.'
                : 'The filters and the order. It is kept in this browser; its address can be sent to anybody.'
            }
          />
          <Button type="submit" mt="md">
            Save view
          </Button>
        </form>
      </Modal>
    </>
  );
}
