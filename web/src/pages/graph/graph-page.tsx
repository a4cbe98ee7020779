import { ActionIcon, Alert, Button, NativeSelect, Tooltip } from '@mantine/core';
import { IconArrowsMaximize, IconRefreshDot, IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { Canvas, type CanvasControl } from './canvas.tsx';
import { LAYOUTS, type LayoutName } from './canvas-layout.ts';
import classes from './graph.module.css';
import { graphApi } from './graph-api.ts';
import { Legend } from './legend.tsx';
import { asQuery } from './model/as-query.ts';
import { openMembers } from './model/cluster.ts';
import { type Exploration, MOST_NODES, NOTHING } from './model/exploration.ts';
import { collapse, remove } from './model/explore.ts';
import { SHAPES, type Shape, shapeOfNode } from './model/words.ts';
import { NodeList } from './node-list.tsx';
import { SaveMenu } from './save-menu.tsx';
import { Selection, type SelectionActions } from './selection.tsx';
import { StartSearch } from './start-search.tsx';
import { beginWith, expand, openDisc, showMore } from './steps.ts';
import { useExploration } from './use-exploration.ts';

/** What is connected to what: a picture to walk through, and the same as a list. */
export function GraphPage() {
  const control = useExploration();
  const { exploration, take, now, look, isBusy } = control;
  const canvas = useRef<CanvasControl>(null);
  const { layout, hidden, chosen, change } = useView();
  const [told, setTold] = useState('');

  const shown = [...exploration.nodes.values()].filter((node) => !hidden.has(shapeOfNode(node)));
  const node = chosen === undefined ? undefined : exploration.nodes.get(chosen);

  /** Takes a step and tells what came of it, for those who do not see the picture. */
  const step = async (work: Parameters<typeof take>[0], choose?: string) => {
    const next = await take(work, choose);
    if (next === undefined) return;
    const difference = next.nodes.size - exploration.nodes.size;
    const total = `${next.nodes.size} ${next.nodes.size === 1 ? 'node' : 'nodes'} in the picture.`;
    if (next === exploration) {
      const isFull = exploration.nodes.size >= MOST_NODES - 1;
      setTold(
        isFull
          ? `No more than ${MOST_NODES} nodes are drawn. Collapse or remove some first.`
          : 'Nothing has changed: all of it is in the picture already.',
      );
    } else if (difference >= 0) setTold(`${difference} added, ${total}`);
    else setTold(`${-difference} removed, ${total}`);
  };

  const actions: SelectionActions = {
    expand: (id, groups) => void step((before) => expand(before, id, groups, look)),
    more: (disc) => void step((before) => showMore(before, disc, look)),
    open: (disc, by) =>
      void step((before) => {
        if (disc.kind === 'members') return openMembers(before, disc, by, now);
        return by === undefined ? before : openDisc(before, disc, by, look);
      }),
    collapse: (id) => void step((before) => collapse(before, id)),
    remove: (id) => {
      const place = shown.findIndex((each) => each.id === id);
      const next = shown[place + 1] ?? shown[place - 1];
      void step((before) => remove(before, id), next?.id);
    },
  };
  const open = (id: string) => void step((before) => openNode(before, id, look, now));

  if (control.isLoading) return <Loading rows={8} label="Drawing the graph" />;
  const isNothing = exploration.nodes.size === 0;
  return (
    <div className={classes['page']}>
      <div className={classes['tools']} role="toolbar" aria-label="Picture">
        <StartSearch
          look={look}
          onPick={(entity) => void step((before) => beginWith(before, entity, look), entity.id)}
        />
        <span className={classes['spring']} />
        <NativeSelect
          size="sm"
          aria-label="Layout"
          data={[...LAYOUTS]}
          value={layout}
          onChange={({ currentTarget }) => change({ layout: currentTarget.value })}
        />
        <Tool label="Arrange anew" onClick={() => canvas.current?.arrange()}>
          <IconRefreshDot size={18} stroke={1.75} />
        </Tool>
        <Tool label="Show everything" onClick={() => canvas.current?.fit()}>
          <IconArrowsMaximize size={18} stroke={1.75} />
        </Tool>
        <Tool label="Clear the picture" onClick={() => void step(() => NOTHING)}>
          <IconTrash size={18} stroke={1.75} />
        </Tool>
        {!isNothing && (
          <SaveMenu
            png={() => canvas.current?.png() ?? new Blob()}
            query={() => asQuery(exploration)}
          />
        )}
      </div>
      <output className="gq-hidden" aria-live="polite">
        {isBusy ? 'Reading the graph …' : told}
      </output>
      {control.error !== null && <Failed error={control.error} onRetry={control.retry} />}
      {control.stepError !== undefined && <Failed error={control.stepError} />}
      {control.notes.map((note) => (
        <Alert key={note} color="yellow" variant="light" p="xs">
          {note}
        </Alert>
      ))}
      {isNothing ? (
        control.error === null && <Nothing />
      ) : (
        <div className={classes['main']}>
          <div className={classes['stage']} aria-busy={isBusy}>
            <Canvas
              exploration={exploration}
              hidden={hidden}
              layout={layout}
              chosen={chosen}
              control={canvas}
              onChoose={(id) => change({ node: id })}
              onOpen={open}
            />
            <Legend
              exploration={exploration}
              hidden={hidden}
              onToggle={(shape) => change({ hide: toggled(hidden, shape) })}
            />
            {told.startsWith('No') && (
              <p className={classes['told']} aria-hidden>
                {told}
              </p>
            )}
          </div>
          <div className={classes['side']}>
            <section className={classes['chosen']} aria-label="Chosen node">
              {node === undefined ? (
                <p className={classes['hint']}>
                  Choose a node to see what is connected to it. A double click, or Enter in the
                  list, expands it.
                </p>
              ) : (
                <Selection
                  key={node.id}
                  exploration={exploration}
                  node={node}
                  look={look}
                  isBusy={isBusy}
                  actions={actions}
                />
              )}
            </section>
            <NodeList
              nodes={shown}
              chosen={chosen}
              onChoose={(id) => change({ node: id })}
              onOpen={open}
              onRemove={actions.remove}
            />
          </div>
        </div>
      )}
    </div>
  );
}

/** Expands an entity along all its relationships; opens a disc by severity, or one by one where it has one severity. */
async function openNode(
  exploration: Exploration,
  id: string,
  look: Parameters<typeof expand>[3],
  now: number,
): Promise<Exploration> {
  const node = exploration.nodes.get(id);
  if (node === undefined) return exploration;
  if (node.kind === 'entity') {
    const { groups } = await graphApi.neighbours(id, look);
    return expand(exploration, id, groups, look);
  }
  if (node.kind === 'members') {
    const hasSeverities = new Set(node.members.map(({ severity }) => severity)).size > 1;
    return openMembers(exploration, node, hasSeverities ? 'severity' : undefined, now);
  }
  const isSevere = node.relation.classes.some((name) => /^(Finding|Vulnerability)$/.test(name));
  return isSevere && node.filter.severity === undefined && !node.isRest
    ? openDisc(exploration, node, 'severity', look)
    : showMore(exploration, node, look);
}

function toggled(hidden: ReadonlySet<Shape>, shape: Shape): string | undefined {
  const next = SHAPES.filter((each) => hidden.has(each) !== (each === shape));
  return next.length === 0 ? undefined : next.join(',');
}

/** How the picture is looked at: in the address as well, but no step back. */
function useView() {
  const [search, setSearch] = useSearchParams();
  const hide = search.get('hide') ?? '';
  const change = (values: Readonly<Record<string, string | undefined>>) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(values)) {
          if (value === undefined) after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      { replace: true },
    );
  const layout: LayoutName =
    LAYOUTS.find(({ value }) => value === search.get('layout'))?.value ?? 'fcose';
  return {
    layout,
    hidden: new Set(SHAPES.filter((shape) => hide.split(',').includes(shape))),
    chosen: search.get('node') ?? undefined,
    change,
  };
}

function Tool({
  label,
  onClick,
  children,
}: {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={36} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

const EXAMPLE =
  "FIND Host THAT HAS Finding WITH severity = 'critical' AND open = true LIMIT 200 RETURN TREE";

function Nothing() {
  const [, setSearch] = useSearchParams();
  return (
    <Empty title="What is connected to what?">
      <p>Search above for a host, a QID, a CVE or an address, and walk from there.</p>
      <Button
        variant="default"
        onClick={() =>
          setSearch((before) => {
            const after = new URLSearchParams(before);
            after.set('q', EXAMPLE);
            return after;
          })
        }
      >
        Draw hosts with open critical findings
      </Button>
    </Empty>
  );
}
