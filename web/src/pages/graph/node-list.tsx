import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { SEVERITY_COLOUR, severityOf } from '../../components/severity.ts';
import { severityOfNode } from './canvas-elements.ts';
import classes from './graph.module.css';
import type { DrawnNode } from './model/exploration.ts';
import { discWords, shapeOfNode, typeWord } from './model/words.ts';
import { ShapeMark } from './shape-mark.tsx';

/** Said of a node besides its name. */
function remark(node: DrawnNode): string {
  if (node.kind !== 'entity') return 'group';
  const { type, severity, state } = node.entity;
  return [typeWord(type), severity, state].filter((word) => word !== undefined).join(', ');
}

/** The same as the picture, as a list: arrows move, Enter expands or opens, Delete removes. */
export function NodeList({
  nodes,
  chosen,
  onChoose,
  onOpen,
  onRemove,
}: {
  readonly nodes: readonly DrawnNode[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onRemove: (id: string) => void;
}) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const at = nodes.findIndex((node) => node.id === chosen);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  const go = (index: number) => {
    const node = nodes[Math.max(0, Math.min(nodes.length - 1, index))];
    if (node !== undefined) onChoose(node.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const node = nodes[at];
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? nodes.length - 1 : at - 1,
      Home: 0,
      End: nodes.length - 1,
    };
    const move = moves[event.key];
    if (move !== undefined) go(move);
    else if (event.key === 'Enter' && node !== undefined) onOpen(node.id);
    else if (event.key === 'Delete' && node !== undefined) onRemove(node.id);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={list}
      className={classes['list']}
      role="listbox"
      tabIndex={0}
      aria-label="Nodes"
      aria-describedby={`${id}-keys`}
      {...(at >= 0 && { 'aria-activedescendant': `${id}-${at}` })}
      onKeyDown={onKeyDown}
    >
      <span id={`${id}-keys`} className="gq-hidden">
        Arrows move, Enter expands or opens, Delete removes.
      </span>
      {nodes.map((node, index) => {
        const severity = severityOf(severityOfNode(node));
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
          <div
            key={node.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={node.id === chosen}
            className={classes['option']}
            onClick={() => onChoose(node.id)}
            onDoubleClick={() => onOpen(node.id)}
          >
            <ShapeMark
              shape={shapeOfNode(node)}
              isDisc={node.kind !== 'entity'}
              fill={severity === undefined ? undefined : SEVERITY_COLOUR[severity]}
            />
            <span className={classes['words']} title={discWords(node)}>
              <bdi>{discWords(node)}</bdi>
              <span className={classes['remark']}>{remark(node)}</span>
            </span>
          </div>
        );
      })}
    </div>
  );
}
