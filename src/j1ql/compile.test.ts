import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check, compile, explain, J1QL_ERRORS, J1qlError, mergeTrees, type Tree } from './index.ts';
import { type MemoryGraph, NOW } from './testing/memory-graph.ts';
import { smallGraph } from './testing/small-graph.ts';

let graph: MemoryGraph;

beforeAll(async () => {
  graph = await smallGraph();
});

afterAll(() => graph.close());

const compiled = (text: string) => compile(text, { catalog: graph.catalog, now: NOW, seq: 3 });

describe('compile', () => {
  it('says what the answer looks like', () => {
    expect(compiled('FIND Host')).toMatchObject({ shape: 'list', columns: [] });
    expect(compiled('FIND Host RETURN TREE')).toMatchObject({ shape: 'tree', columns: [] });
    expect(
      compiled('FIND Host AS h RETURN h.name AS "Host name", COUNT( h ), h.a+1 , h.[x-y]'),
    ).toMatchObject({
      shape: 'table',
      columns: ['Host name', 'count(h)', 'h.a + 1', 'h.[x-y]'],
      hasOpenColumns: false,
    });
  });

  it('announces the declared columns of h.*, and that there may be more', async () => {
    const { columns, hasOpenColumns } = compiled('FIND Host AS h RETURN h.*');
    expect(hasOpenColumns).toBe(true);
    expect(columns).toEqual(expect.arrayContaining(['h._key', 'h._class', 'h.hostname', 'h.fqdn']));
    const [row] = await graph.query("FIND Host WITH _key = 'h1' AS h RETURN h.*");
    expect(row).toMatchObject({
      'h._key': 'h1',
      'h.hostname': 'web-1',
      'h.tag.AccountName': 'emea',
    });
    const declared = Object.keys(row as object).filter((name) => !name.startsWith('h.tag.'));
    expect(columns).toEqual(expect.arrayContaining(declared));
  });

  it('binds only values that the statement has', () => {
    const { sql, params } = compiled("FIND Host WITH os = 5 AND hostname = 'x' OR os > 'y'");
    expect(params).toContain('x');
    expect(params).not.toContain('y');
    expect(sql.match(/\$\d+/g)?.every((name) => Number(name.slice(1)) <= params.length)).toBe(true);
  });

  it('merges the paths of a tree to one graph', async () => {
    const paths = await graph.query(
      'FIND qualys_account THAT HAS Service THAT SCANS Host RETURN TREE',
    );
    const tree = mergeTrees(paths as readonly Tree[]);
    expect(tree.vertices.map(({ entity }) => entity['_key'])).toEqual([
      'account',
      'vmdr',
      'h1',
      'h2',
    ]);
    expect(tree.edges.map(({ relationship }) => relationship['_key'])).toEqual([
      'account|has|vmdr',
      'vmdr|scans|h1',
      'vmdr|scans|h2',
    ]);
  });
});

describe('check', () => {
  it('needs no graph and no values', () => {
    const { warnings, query } = check(
      'FIND Anything WITH a = {{x}} THAT DOES Whatever AS w RETURN w.b',
    );
    expect(warnings).toEqual([]);
    expect(query.steps.length).toBe(1);
  });

  it('warns with a graph', () => {
    expect(check('FIND Hots', graph.catalog).warnings).toEqual([
      'The graph has no class Hots. Did you mean Host?',
    ]);
  });

  it('refuses what compile refuses', () => {
    expect(() => check('FIND Host AS h RETURN g.x')).toThrow(J1qlError);
  });
});

describe('explain', () => {
  it('shows plan, statement, values and warnings', () => {
    const text = explain(
      compiled(
        "FIND Host WITH hostnme = 'a' (THAT USES Image)? THAT HAS >> qualys_host_finding AS f WHERE f.open = true RETURN f.severity, count(f) AS n HAVING n > 1 ORDER BY n LIMIT 3",
      ),
    );
    for (const line of [
      'No Host has a property hostnme. Did you mean hostname?',
      '- start at Host: aws_instance, azure_vm, google_compute_instance, discovered_host',
      '- perhaps',
      'derived from the asset of the finding',
      '- keep paths where open = value',
      '- group by the plain columns and answer f.severity, n',
      '- stop after 3',
      'FROM entity_host n0',
      '= "a"',
    ]) {
      expect(text).toContain(line);
    }
  });
});

describe('errors', () => {
  it('say what to do, with the exit code of a query that has to be changed', () => {
    const error = (() => {
      try {
        return compiled('FIND Host LIMIT 0');
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toMatchObject({
      name: 'J1qlError',
      code: 'J_NUMBER',
      exitCode: 2,
      retryable: false,
      whatToDo: J1QL_ERRORS.J_NUMBER.whatToDo,
      line: 1,
      column: 17,
      found: '0',
      summary: '0 cannot be used here: expected a whole number from 1 on.',
    });
  });
});
