import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { GraphEntity } from '../../../../src/server/api/graph.ts';
import classes from './graph.module.css';
import { graphApi, type Look } from './graph-api.ts';
import { nameOf, shapeOf, typeWord } from './model/words.ts';
import { ShapeMark } from './shape-mark.tsx';

/** Letters from which on it is worth searching. */
const LEAST_LETTERS = 2;

/** Finds entities by name and the like, and puts the chosen one into the picture. */
export function StartSearch({
  look,
  onPick,
}: {
  readonly look: Look;
  readonly onPick: (entity: GraphEntity) => void;
}) {
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text.trim(), 200);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const isSearch = wanted.length >= LEAST_LETTERS;
  const { data, error } = useQuery({
    queryKey: ['graph', 'search', look.at ?? null, wanted],
    queryFn: ({ signal }) => graphApi.search(wanted, { ...look, signal }),
    enabled: isSearch,
    placeholderData: keepPreviousData,
  });
  const found = isSearch ? (data?.entities ?? []) : [];
  return (
    <Combobox
      store={combobox}
      width={420}
      position="bottom-start"
      onOptionSubmit={(id) => {
        const entity = found.find((each) => each.id === id);
        if (entity !== undefined) onPick(entity);
        setText('');
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          size="sm"
          className={classes['search'] ?? ''}
          aria-label="Add an entity to the picture"
          placeholder="Add a host, QID, CVE, IP …"
          leftSection={<IconSearch size={16} stroke={1.75} />}
          value={text}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!isSearch || (data === undefined && error === null)}>
        <Combobox.Options aria-label="Entities found">
          {found.map((entity) => (
            <Combobox.Option key={entity.id} value={entity.id}>
              <span className={classes['found']}>
                <ShapeMark shape={shapeOf(entity.classes)} />
                <span className={classes['words']}>
                  <bdi>{nameOf(entity)}</bdi>
                  <span className={classes['remark']}>
                    {typeWord(entity.type)}
                    {entity.qid === undefined ? '' : `, QID ${entity.qid}`}
                  </span>
                </span>
              </span>
            </Combobox.Option>
          ))}
          {found.length === 0 && (
            <Combobox.Empty>
              {error === null
                ? 'Nothing is called so.'
                : 'The search failed; type on to try again.'}
            </Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
