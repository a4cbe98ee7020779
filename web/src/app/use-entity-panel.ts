import { useSearchParams } from 'react-router';
import { searchNow } from './search-now.ts';

/** The side panel, which shows one entity. */
export interface EntityPanelControl {
  /** `_id` of the entity that is shown. */
  readonly id: string | undefined;
  /** Shows another one; Back shows again what was there before. */
  open(id: string): void;
  close(): void;
}

/** The side panel of the page: its state is `?entity=`, so a link shows it as well. */
export function useEntityPanel(): EntityPanelControl {
  const [search, setSearch] = useSearchParams();
  const change = (id: string | undefined) =>
    setSearch(() => {
      const after = searchNow();
      if (id === undefined) after.delete('entity');
      else after.set('entity', id);
      return after;
    });
  return {
    id: search.get('entity') ?? undefined,
    open: (id) => change(id),
    close: () => change(undefined),
  };
}
