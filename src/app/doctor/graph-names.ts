import { graphOf } from '../console/index.ts';
import type { DataDir } from '../data-dir.ts';
import { answerQuery } from '../query.ts';
import { isReportedError } from '../reported-error.ts';
import type { PrivateKind } from './redactor.ts';

/** Names that the graph knows; a name without dots looks like any other word. */
export interface GraphNames {
  /** Lower case. */
  readonly names: ReadonlyMap<string, PrivateKind>;
  /** Why the graph could not be asked; absent when it was, or when there is none. */
  readonly problem?: string;
}

const HOSTS = `FIND Host AS h RETURN h.hostname AS hostname, h.fqdn AS fqdn, h.dnsName AS dnsName,
  h.netbiosName AS netbiosName, h.ownerLogin AS ownerLogin, h.lastLoggedOnUser AS lastUser`;
const USERS = ['ownerLogin', 'lastUser'];
/** A bundle does not wait long for a graph that a run is being applied to. */
const PATIENCE_MS = 5_000;

/** Names of all hosts and their users. */
export async function namesInGraph(dir: DataDir, signal: AbortSignal): Promise<GraphNames> {
  const names = new Map<string, PrivateKind>();
  try {
    await graphOf(dir).existing(
      async (store) => {
        const answer = await answerQuery(store, HOSTS, { now: Date.now() });
        for await (const rows of answer.rows()) {
          for (const row of rows) {
            for (const [column, value] of Object.entries(row)) {
              const kind = USERS.includes(column) ? 'user' : 'host';
              for (const name of namesIn(value)) if (!names.has(name)) names.set(name, kind);
            }
          }
        }
      },
      { patienceMs: PATIENCE_MS, signal },
    );
    return { names };
  } catch (error) {
    if (!isReportedError(error) || signal.aborted) throw error;
    return error.code === 'A_NO_DATA' ? { names } : { names, problem: error.message };
  }
}

/** `CORP\alice` is two names; digits alone are none. */
function namesIn(value: unknown): readonly string[] {
  const texts = Array.isArray(value) ? value : [value];
  return texts
    .flatMap((text) => (typeof text === 'string' ? text.toLowerCase().split(/[\s\\/@]+/) : []))
    .filter((name) => name.length > 1 && /\p{L}/u.test(name) && name !== 'localhost');
}
