import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { NeighbourGroup } from '../../../../src/server/api/graph.ts';
import { EntityLink } from '../../components/entity-link.tsx';
import { exactNumber } from '../../components/number-words.ts';
import { QueryLink } from '../../components/query-link.tsx';
import { severityOf } from '../../components/severity.ts';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import classes from './graph.module.css';
import { graphApi, type Look, MOST_AT_ONCE } from './graph-api.ts';
import { discQuery } from './model/as-query.ts';
import {
  type DrawnNode,
  type EntityNode,
  type Exploration,
  type GroupBy,
  type MemberDisc,
  type NeighbourDisc,
  ONE_BY_ONE,
  sizeOf,
} from './model/exploration.ts';
import { descendantsOf } from './model/explore.ts';
import { discWords, nameOf, typeWord, typeWords } from './model/words.ts';
import { openCriticalOf } from './steps.ts';

/** What can be done with the chosen node. */
export interface SelectionActions {
  readonly expand: (id: string, groups: readonly NeighbourGroup[]) => void;
  readonly more: (disc: NeighbourDisc) => void;
  readonly open: (disc: NeighbourDisc | MemberDisc, by: GroupBy | undefined) => void;
  readonly collapse: (id: string) => void;
  readonly remove: (id: string) => void;
}

interface SelectionProps {
  readonly exploration: Exploration;
  readonly node: DrawnNode;
  readonly look: Look;
  readonly isBusy: boolean;
  readonly actions: SelectionActions;
}

/** The chosen node: what it is, and where one can go from it. */
export function Selection(props: SelectionProps) {
  const { node, exploration, isBusy, actions } = props;
  const below = descendantsOf(exploration, node.id).size;
  return (
    <Stack gap={12}>
      {node.kind === 'entity' ? (
        <EntityPart {...props} node={node} />
      ) : (
        <DiscPart {...props} node={node} />
      )}
      <Group gap={8}>
        {below > 0 && (
          <Button
            size="compact-sm"
            variant="default"
            disabled={isBusy}
            onClick={() => actions.collapse(node.id)}
          >
            Collapse {below} below
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="default"
          disabled={isBusy}
          onClick={() => actions.remove(node.id)}
        >
          Remove from the picture
        </Button>
      </Group>
    </Stack>
  );
}

function EntityPart({
  node: { id, entity },
  look,
  isBusy,
  actions,
}: SelectionProps & { readonly node: EntityNode }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['graph', 'neighbours', look.at ?? null, id],
    queryFn: ({ signal }) => graphApi.neighbours(id, { ...look, signal }),
  });
  const severity = severityOf(entity.severity);
  return (
    <>
      <div>
        <Title order={3} className={classes['name'] ?? ''}>
          <EntityLink id={id}>{nameOf(entity)}</EntityLink>
        </Title>
        <Group gap={12} mt={4}>
          <Text c="dimmed" size="sm">
            {typeWord(entity.type)}
          </Text>
          {severity !== undefined && <SeverityBadge severity={severity} />}
          {entity.state !== undefined && <Text size="sm">{entity.state}</Text>}
        </Group>
      </div>
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loading rows={3} label="Counting neighbours" />}
      {data?.groups.length === 0 && <Text c="dimmed">Nothing is connected to it.</Text>}
      {data !== undefined && data.groups.length > 0 && (
        <ul className={classes['relations']} aria-label="Relationships">
          {data.groups.map((group) => (
            <RelationRow
              key={group.name}
              group={group}
              isBusy={isBusy}
              onExpand={() => actions.expand(id, [group])}
            />
          ))}
        </ul>
      )}
    </>
  );
}

function RelationRow({
  group,
  isBusy,
  onExpand,
}: {
  readonly group: NeighbourGroup;
  readonly isBusy: boolean;
  readonly onExpand: () => void;
}) {
  const Arrow = group.direction === 'out' ? IconArrowRight : IconArrowLeft;
  const critical = openCriticalOf(group);
  const words = typeWords(group.type, group.count);
  return (
    <li>
      <span className={classes['verb']}>
        <Arrow size={14} aria-label={group.direction === 'out' ? 'to' : 'from'} /> {group.verb}
      </span>
      <span className={classes['words']}>
        {words}
        {critical > 0 && (
          <span className={classes['remark']}>{exactNumber(critical)} open critical</span>
        )}
      </span>
      <Button
        size="compact-xs"
        variant="default"
        disabled={isBusy}
        aria-label={`Expand ${words}`}
        onClick={onExpand}
      >
        Expand
      </Button>
    </li>
  );
}

const WAYS: readonly { readonly by: GroupBy; readonly label: string }[] = [
  { by: 'severity', label: 'Severity' },
  { by: 'state', label: 'State' },
  { by: 'qid', label: 'QID' },
  { by: 'age', label: 'Age' },
];

function DiscPart({
  node,
  exploration,
  isBusy,
  actions,
}: SelectionProps & { readonly node: NeighbourDisc | MemberDisc }) {
  const isOfFindings =
    node.kind === 'neighbours'
      ? node.relation.classes.includes('Finding')
      : node.members.some(({ state }) => state !== undefined);
  const ways = WAYS.filter(({ by }) => {
    if (node.kind === 'neighbours') {
      if (node.isRest || node.filter[by] !== undefined) return false;
      return isOfFindings || (by === 'severity' && node.relation.classes.includes('Vulnerability'));
    }
    if (by === 'age') return isOfFindings;
    return new Set(node.members.map((each) => each[by])).size > 1;
  });
  const anchor = node.kind === 'neighbours' ? exploration.nodes.get(node.via.id) : undefined;
  const query =
    node.kind === 'neighbours' && !node.isRest && anchor?.kind === 'entity'
      ? discQuery(node, anchor.entity)
      : undefined;
  const some = Math.min(ONE_BY_ONE, sizeOf(node));
  const canShowSome =
    node.kind === 'members' || (!node.isRest && node.elsewhere + some <= MOST_AT_ONCE);
  return (
    <>
      <div>
        <Title order={3} className={classes['name'] ?? ''}>
          {discWords(node)}
        </Title>
        {anchor?.kind === 'entity' && (
          <Text c="dimmed" size="sm">
            of <bdi>{nameOf(anchor.entity)}</bdi>
          </Text>
        )}
        {query !== undefined && <QueryLink query={query}>Show as a table</QueryLink>}
      </div>
      {ways.length > 0 && (
        <fieldset className={classes['ways']}>
          <legend>Open by</legend>
          {ways.map(({ by, label }) => (
            <Button
              key={by}
              size="compact-sm"
              variant="default"
              disabled={isBusy}
              aria-label={`Open by ${label}`}
              onClick={() => actions.open(node, by)}
            >
              {label}
            </Button>
          ))}
        </fieldset>
      )}
      {canShowSome && (
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            disabled={isBusy}
            onClick={() =>
              node.kind === 'members' ? actions.open(node, undefined) : actions.more(node)
            }
          >
            {node.kind === 'members'
              ? `Show all ${exactNumber(sizeOf(node))} one by one`
              : some === sizeOf(node)
                ? 'Show them one by one'
                : isOfFindings
                  ? `Show the worst ${some} one by one`
                  : `Show ${some} one by one`}
          </Button>
        </Group>
      )}
    </>
  );
}
