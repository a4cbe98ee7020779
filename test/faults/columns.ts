import type { LoggedRequest } from '../../src/simulator/index.ts';

/** What a run asks for: one endpoint, or one of the ways in which it is asked. */
export interface Column {
  /** As the table in the docs calls it. */
  readonly name: string;
  readonly endpoint: NonNullable<LoggedRequest['endpoint']>;
  /** Parameters by which a fault script finds these requests. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** All requests of a full run belong to one of these. */
export const COLUMNS = [
  { name: 'portal version', endpoint: 'portal-version' },
  { name: 'host ids', endpoint: 'host-list', parameters: { details: 'None' } },
  { name: 'hosts', endpoint: 'host-list', parameters: { details: 'All/AGs' } },
  { name: 'host assets', endpoint: 'host-assets' },
  {
    name: 'open detections',
    endpoint: 'host-detections',
    parameters: { status: 'New,Active,Re-Opened' },
  },
  { name: 'fixed detections', endpoint: 'host-detections', parameters: { status: 'Fixed' } },
  { name: 'web apps', endpoint: 'web-apps', parameters: { operation: 'search' } },
  { name: 'web app count', endpoint: 'web-apps', parameters: { operation: 'count' } },
  {
    name: 'web app findings',
    endpoint: 'web-app-findings',
    parameters: { operation: 'search' },
  },
  {
    name: 'web app finding count',
    endpoint: 'web-app-findings',
    parameters: { operation: 'count' },
  },
  { name: 'knowledge base', endpoint: 'knowledge-base' },
] as const satisfies readonly Column[];

/** Name of one of {@link COLUMNS}. */
export type ColumnName = (typeof COLUMNS)[number]['name'];

/** The requests of a log that belong to a column. */
export function requestsOf(
  { endpoint, parameters = {} }: Column,
  log: readonly LoggedRequest[],
): readonly LoggedRequest[] {
  return log.filter(
    (request) =>
      request.endpoint === endpoint &&
      Object.entries(parameters).every(([name, value]) => request.parameters[name] === value),
  );
}

/** One entry of a fault script, as a user writes it. */
export function faultText(column: Column, fault: string): string {
  const { endpoint, parameters } = column;
  const members = [`endpoint: ${endpoint}`];
  if (parameters !== undefined) {
    const inside = Object.entries(parameters).map(([name, value]) => `${name}: '${value}'`);
    members.push(`parameters: { ${inside.join(', ')} }`);
  }
  return `- { ${members.join(', ')}, ${fault} }\n`;
}
