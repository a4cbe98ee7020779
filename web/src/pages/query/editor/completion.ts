import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { Catalog, PropertyValues } from '../../../../../src/server/api/catalog.ts';
import { exactNumber } from '../../../components/number-words.ts';
import { placeAt } from '../language/place.ts';
import { type Suggestion, suggest, written } from '../language/suggest.ts';

/** What the editor asks the server for. */
export interface CompletionSource {
  catalog(): Promise<Catalog | undefined>;
  values(of: string, property: string): Promise<PropertyValues['values']>;
}

const ICONS: Readonly<Record<Suggestion['kind'], string>> = {
  keyword: 'keyword',
  class: 'class',
  type: 'type',
  verb: 'method',
  property: 'property',
  value: 'constant',
  function: 'function',
  name: 'variable',
};

function completion({ label, kind, detail, info, apply, boost }: Suggestion): Completion {
  return {
    label,
    type: ICONS[kind],
    ...(detail !== undefined && { detail }),
    ...(info !== undefined && { info }),
    ...(apply !== undefined && { apply }),
    ...(boost !== undefined && { boost }),
  };
}

/** Completes what stands before the cursor, with what the graph has. */
export function completeFrom(source: CompletionSource) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const place = placeAt(context.state.doc.toString(), context.pos);
    const isBehindBlank = place.word === '';
    const catalog = await source.catalog();
    if (catalog === undefined || context.aborted) return null;
    const { from, options, valuesOf } = suggest(place, catalog);
    const listed =
      valuesOf === undefined ? [] : await source.values(valuesOf.of, valuesOf.property);
    if (context.aborted) return null;
    const all = [
      ...listed.map(
        ({ value, count }, index): Completion => ({
          label: written(value),
          type: 'constant',
          detail: exactNumber(count),
          boost: 50 - index,
        }),
      ),
      ...options.map(completion),
    ];
    if (all.length === 0) return null;
    // A list that opens unasked behind every blank would be in the way at the end of a query.
    if (
      isBehindBlank &&
      !context.explicit &&
      ['after entity', 'after value', 'after column', 'operator'].includes(place.expects)
    ) {
      return null;
    }
    return { from, options: all, ...(valuesOf === undefined && { validFor: /^[#\w]*$/ }) };
  };
}
