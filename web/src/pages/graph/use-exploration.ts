import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { searchNow } from '../../app/search-now.ts';
import { useAt } from '../../app/use-at.ts';
import { graphApi, type Look } from './graph-api.ts';
import { drawPicture } from './model/cluster.ts';
import { type Exploration, NOTHING } from './model/exploration.ts';
import { readLink } from './model/link-text.ts';
import { linkTextOf } from './model/remember.ts';
import { settle } from './model/settle.ts';
import { restore } from './restore.ts';
import { beginWith } from './steps.ts';

/** What the page was asked to show: a state, the answer of a query, or an entity. */
interface Asked {
  readonly state: string | undefined;
  readonly query: string | undefined;
  readonly entity: string | undefined;
}

/** What is shown, and what the person should know about it. */
interface Shown {
  readonly exploration: Exploration;
  readonly notes: readonly string[];
}

/** The exploration of the page. Its state is in the address: Back takes a step back, and a link shows the same. */
export interface ExplorationControl {
  readonly exploration: Exploration;
  readonly notes: readonly string[];
  readonly isLoading: boolean;
  /** Why nothing can be shown. */
  readonly error: unknown;
  readonly retry: () => void;
  /** True while a step is under way. */
  readonly isBusy: boolean;
  /** Why the last step failed. */
  readonly stepError: unknown;
  /**
   * Takes a step: what it gives is shown. Nothing happens if it gives the same exploration. Resolves to what is shown then.
   *
   * @param chosen node that is chosen then; the first of what is new where the chosen one has gone
   */
  take(
    step: (exploration: Exploration) => Exploration | Promise<Exploration>,
    chosen?: string,
  ): Promise<Exploration | undefined>;
  /** What ages are counted from. */
  readonly now: number;
  readonly look: Look;
}

function keyOf({ state, query, entity }: Asked, at: string | undefined): readonly unknown[] {
  const what =
    state !== undefined
      ? ['state', state]
      : query !== undefined
        ? ['query', query]
        : ['entity', entity ?? null];
  return ['graph', 'exploration', at ?? null, ...what];
}

async function load({ state, query, entity }: Asked, look: Look, now: number): Promise<Shown> {
  if (state !== undefined) {
    const { exploration, missing } = await restore(readLink(state), look);
    const notes =
      missing === 0
        ? []
        : [`${missing} of the entities in this link are not in the graph at this time.`];
    return { exploration: settle(exploration, now), notes };
  }
  if (query !== undefined) {
    const { entities, links, isWhole, warnings } = await graphApi.draw(query, look);
    const more = isWhole
      ? []
      : [
          `The answer is larger than what can be drawn: these are the first ${entities.length.toLocaleString('en')} entities of it. Narrow it with WITH or LIMIT to see all.`,
        ];
    return { exploration: drawPicture(entities, links), notes: [...warnings, ...more] };
  }
  if (entity === undefined) return { exploration: NOTHING, notes: [] };
  const [start] = (await graphApi.entities([entity], look)).entities;
  if (start === undefined) {
    return {
      exploration: NOTHING,
      notes: [`The entity ${entity} is not in the graph at this time.`],
    };
  }
  return { exploration: settle(await beginWith(NOTHING, start, look), now), notes: [] };
}

/** The first of what is new, where a step opened something and put other things in its place. */
function chosenAfter(before: Exploration, after: Exploration): string | undefined {
  const hasOpened = [...before.nodes.keys()].some((id) => !after.nodes.has(id));
  if (!hasOpened) return undefined;
  return [...after.nodes.keys()].find((id) => !before.nodes.has(id));
}

/** Reads the exploration from the address, and takes steps from there. */
export function useExploration(): ExplorationControl {
  const at = useAt();
  const [search, setSearch] = useSearchParams();
  const client = useQueryClient();
  const [openedAt] = useState(() => Date.now());
  const now = at === undefined ? openedAt : Date.parse(at);
  const [isBusy, setIsBusy] = useState(false);
  const [stepError, setStepError] = useState<unknown>();
  const state = search.get('s') ?? undefined;
  const query = search.get('q') ?? undefined;
  const entity = search.get('entity') ?? undefined;
  const asked: Asked = { state, query, entity };
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keyOf(asked, at),
    queryFn: ({ signal }) => load(asked, { at, signal }, now),
    placeholderData: keepPreviousData,
    // A picture does not change under the eyes of whoever looks at it.
    staleTime: Number.POSITIVE_INFINITY,
  });

  // A step takes its time: what was changed in the address meanwhile must stay.
  const latest = useRef(setSearch);
  latest.current = setSearch;
  const show = useCallback(
    (shown: Shown, isStep: boolean, chosen?: string) => {
      const text = linkTextOf(shown.exploration);
      if (text !== undefined) {
        client.setQueryData(keyOf({ state: text, query: undefined, entity: undefined }, at), shown);
      }
      latest.current(
        () => {
          const after = searchNow();
          if (text === undefined) {
            for (const name of ['s', 'q', 'entity', 'node']) after.delete(name);
          } else after.set('s', text);
          if (chosen !== undefined) after.set('node', chosen);
          return after;
        },
        { replace: !isStep },
      );
    },
    [client, at],
  );

  // What began with the entity of the side panel stays when the panel is closed.
  const isFromEntity = state === undefined && query === undefined && entity !== undefined;
  useEffect(() => {
    if (isFromEntity && data?.exploration.nodes.has(entity) === true) {
      show(data, false);
    }
  }, [isFromEntity, data, entity, show]);

  const exploration = data?.exploration ?? NOTHING;
  return {
    exploration,
    notes: data?.notes ?? [],
    isLoading: isPending,
    error,
    retry: () => void refetch(),
    isBusy,
    stepError,
    now,
    look: { at },
    take: async (step, chosen) => {
      setIsBusy(true);
      setStepError(undefined);
      try {
        const next = await step(exploration);
        if (next === exploration) return exploration;
        const settled = settle(next, now);
        show(
          { exploration: settled, notes: [] },
          true,
          chosen ?? chosenAfter(exploration, settled),
        );
        return settled;
      } catch (failure) {
        setStepError(failure);
        return undefined;
      } finally {
        setIsBusy(false);
      }
    },
  };
}
