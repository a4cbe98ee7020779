import {
  cells,
  distinct,
  grouped,
  list,
  numbers,
  type Row,
  sorted,
  type TruthModel,
} from '../truth-model.ts';

type Expected = Readonly<Record<string, (truth: TruthModel) => readonly (readonly Row[])[]>>;

/** Answers of questions/web-apps.yaml. */
export const WEB_APPS: Expected = {
  'web-apps-by-severity': ({ openOnWebApps }) => {
    const rows = grouped(openOnWebApps, ({ on, finding }) => [
      ...cells(on, 'displayName', '_key'),
      ...cells(finding, 'severity', 'numericSeverity'),
    ]).map(({ key, items }) => [...key, items.length]);
    return [sorted(rows, -4, -5, 2)];
  },
  'web-app-owasp': ({ openOnWebApps }) => {
    const pairs = openOnWebApps.flatMap((each) =>
      list(each.finding['owaspCategories']).map((category) => ({ ...each, category })),
    );
    const rows = grouped(pairs, ({ category }) => [category]).map(({ key, items }) => [
      ...key,
      distinct(items.map(({ on }) => on)),
      distinct(items.map(({ finding }) => finding)),
    ]);
    return [sorted(rows, -3, 1)];
  },
  'web-app-weaknesses': ({ openOnWebApps }) => {
    const pairs = openOnWebApps.flatMap((each) =>
      list(each.finding['cweIds']).map((cwe) => ({ ...each, cwe })),
    );
    const rows = grouped(pairs, ({ cwe }) => [cwe]).map(({ key, items }) => [
      ...key,
      distinct(items.map(({ finding }) => finding)),
      distinct(items.map(({ on }) => on)),
    ]);
    return [sorted(rows, -2, 1)];
  },
  'web-app-injection': ({ openOnWebApps }) => {
    const rows = openOnWebApps
      .filter(({ finding }) => ['SQL', 'XSS'].includes(String(finding['group'])))
      .map(({ finding }) =>
        cells(finding, 'webAppName', 'group', 'severity', 'url', 'param', '_key'),
      );
    return [sorted(rows, 6)];
  },
  'web-apps-beyond-their-deadline': (truth) => {
    const rows = truth.openOnWebApps
      .filter(
        ({ finding }) =>
          ['high', 'critical'].includes(String(finding['severity'])) &&
          truth.isOlder(finding['firstDetectedOn'], 30),
      )
      .map(({ on, finding }) => [
        ...cells(on, 'displayName'),
        ...cells(finding, 'displayName', 'url'),
        Math.floor(truth.daysSince(finding['firstDetectedOn']) ?? 0),
        finding._key,
      ]);
    return [sorted(rows, -4, 5)];
  },
  'web-app-accepted-risks': ({ onWebApps }) => {
    const ignored = onWebApps.filter(({ finding }) => finding['isIgnored'] === true);
    const byReason = grouped(ignored, ({ finding }) => cells(finding, 'ignoredReason')).map(
      ({ key, items }) => [...key, items.length],
    );
    const each = ignored.map(({ finding }) =>
      cells(finding, 'webAppName', 'displayName', 'severity', 'ignoredReason', 'ignoredOn', '_key'),
    );
    return [sorted(byReason, -2, 1), sorted(each, 6)];
  },
  'web-app-reopened': ({ onWebApps }) => {
    const rows = onWebApps
      .filter(({ finding }) => finding['status'] === 'REOPENED')
      .map(({ on, finding }) => [
        ...cells(on, 'displayName'),
        ...cells(finding, 'displayName', 'severity', 'url', '_key'),
      ]);
    return [sorted(rows, 5)];
  },
  'web-apps-without-recent-test': (truth) => {
    const tested = grouped(truth.onWebApps, ({ on }) => cells(on, 'displayName', '_key')).map(
      ({ key, items }) => [
        ...key,
        Math.max(...numbers(items.map(({ finding }) => finding['lastTestedOn']))),
      ],
    );
    const late = tested.filter((row) => truth.isOlder(row[2], 7));
    const found = new Set(truth.onWebApps.map(({ on }) => on));
    const without = truth.webApps
      .filter((app) => !found.has(app))
      .map((app) => cells(app, 'displayName', 'url', '_key'));
    return [sorted(late, 2), sorted(without, 3)];
  },
};
