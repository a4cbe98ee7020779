import { Button } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { EntityLink } from '../../../components/entity-link.tsx';
import { exactNumber } from '../../../components/number-words.ts';
import { ScrollRegion } from './scroll-region.tsx';
import { type Branches, branchesOf, type Tree, type Vertex } from './tree.ts';
import classes from './tree-view.module.css';

/** Branches that are drawn at once. */
const STEP = 100;

/** A graph as branches that open and close, along the relationships. */
export function TreeView({ tree }: { readonly tree: Tree }) {
  const branches = useMemo(() => branchesOf(tree), [tree]);
  const roots = branches.roots.map((vertex) => ({ verb: undefined, vertex }));
  return (
    <ScrollRegion className={classes['top']} label="Graph of the answer">
      <BranchList items={roots} branches={branches} isOpen={roots.length <= 3} />
    </ScrollRegion>
  );
}

function BranchList({
  items,
  branches,
  isOpen = false,
}: {
  readonly items: readonly { readonly verb: string | undefined; readonly vertex: Vertex }[];
  readonly branches: Branches;
  readonly isOpen?: boolean;
}) {
  const [most, setMost] = useState(STEP);
  return (
    <ul className={classes['list']}>
      {items.slice(0, most).map(({ verb, vertex }) => (
        <Branch
          key={`${verb} ${vertex.id}`}
          verb={verb}
          vertex={vertex}
          branches={branches}
          isFirst={isOpen}
        />
      ))}
      {items.length > most && (
        <li className={classes['item']}>
          <Button size="compact-xs" variant="subtle" onClick={() => setMost(most + STEP)}>
            Show {exactNumber(Math.min(STEP, items.length - most))} of{' '}
            {exactNumber(items.length - most)} more
          </Button>
        </li>
      )}
    </ul>
  );
}

function Branch({
  verb,
  vertex,
  branches,
  isFirst,
}: {
  readonly verb: string | undefined;
  readonly vertex: Vertex;
  readonly branches: Branches;
  readonly isFirst: boolean;
}) {
  const [isOpen, setOpen] = useState(isFirst);
  const children = branches.childrenOf(vertex.id);
  const name = String(vertex.entity['displayName'] ?? vertex.entity['_key'] ?? vertex.id);
  return (
    <li className={classes['item']}>
      <div className={classes['line']}>
        {children.length === 0 ? (
          <span className={classes['leaf']} />
        ) : (
          <button
            type="button"
            className={classes['spread']}
            aria-expanded={isOpen}
            aria-label={`${isOpen ? 'Close' : 'Open'} ${name}`}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
          </button>
        )}
        {verb !== undefined && <span className={classes['verb']}>{verb}</span>}
        <EntityLink id={vertex.id}>{name}</EntityLink>
        <span className={classes['verb']}>{[vertex.entity['_type']].flat().join(', ')}</span>
        {children.length > 0 && (
          <span className={classes['verb']}>{exactNumber(children.length)} below</span>
        )}
      </div>
      {isOpen && children.length > 0 && <BranchList items={children} branches={branches} />}
    </li>
  );
}
