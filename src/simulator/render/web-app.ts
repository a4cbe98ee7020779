import { isoSeconds } from '../time/calendar.ts';
import type { Tag } from '../world/host.ts';
import type { WebApp } from '../world/web-app.ts';
import { branch, cdataLeaf, countedList, type ElementTree, leaf } from './element-tree.ts';

/** Tags as WAS writes them; the list itself only where it is asked for. */
export function wasTags(tags: readonly Tag[], isTold: boolean): readonly ElementTree[] {
  const rows = tags.flatMap((tag) =>
    branch('Tag', leaf('id', tag.id), cdataLeaf('name', tag.name)),
  );
  return countedList('tags', rows, isTold);
}

/** One WebApp of a search; `isWhole` adds what only a `get` tells. */
export function webAppTree(app: WebApp, verbose: boolean, isWhole = false): ElementTree {
  const { lastScan } = app;
  const children = [
    leaf('id', app.id),
    cdataLeaf('name', app.name),
    cdataLeaf('url', app.url),
    branch('owner', leaf('id', app.ownerId)),
    leaf('riskScore', app.riskScore),
    wasTags(app.tags, verbose || isWhole),
    leaf('createdDate', isoSeconds(app.created)),
    leaf('updatedDate', isoSeconds(app.updated)),
    ...(isWhole
      ? [
          leaf('scope', 'ALL'),
          leaf('isScheduled', app.isScheduled),
          ...(lastScan === undefined
            ? []
            : [
                branch(
                  'lastScan',
                  leaf('id', lastScan.id),
                  cdataLeaf('name', `Scan of ${app.name}`),
                  branch(
                    'summary',
                    leaf('resultsStatus', 'SUCCESSFUL'),
                    leaf('authStatus', 'NONE'),
                  ),
                ),
              ]),
        ]
      : []),
  ];
  return { name: 'WebApp', children: children.flat() };
}
