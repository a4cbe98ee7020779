import { describe, expect, it } from 'vitest';
import { check } from '../check.ts';

/** By rule of the grammar (reference 2.2), queries that use each of its forms. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  query: [
    'FIND Host',
    'Host',
    'UNIQUE Host',
    'find unique Host as h return h.name',
    'FIND Host AS h WHERE h.a = 1 RETURN h.a, count(h) AS n HAVING n > 1 ORDER BY n DESC SKIP 1 LIMIT 2',
    'FIND Host AS h WHERE h.a = 1 ORDER BY h.a',
    'FIND Host LIMIT 5 SKIP 2',
  ],
  selector: [
    'FIND Host WITH a = 1 AS h',
    'FIND Host AS h THAT HAS Finding WITH b = 2 AS f RETURN h, f',
  ],
  target: [
    'FIND "10.0.0.1"',
    "'10.0.0.1' THAT HAS Finding",
    'FIND #Critical',
    'FIND #Critical Host',
    'FIND #Critical (Host|Device)',
    'FIND *',
    'FIND (Host)',
    'FIND ( Host | aws_instance | * | #Critical )',
    'FIND "text" WITH a = 1 AS x RETURN x.b',
  ],
  step: [
    'FIND Host THAT HAS Finding THAT IS Vulnerability',
    'FIND Host (THAT HAS Finding)?',
    'FIND Host (THAT HAS Finding THAT IS Vulnerability)? AS x RETURN x.a',
    'FIND Host (THAT HAS Finding (THAT IS Vulnerability)? THAT HAS Image)? THAT USES Image',
    'FIND Host (THAT HAS Finding)?(THAT USES Image) ?',
    'FIND Host ((THAT HAS Finding)?)?',
    'FIND Host WITH a = true (THAT HAS Finding)?',
    'FIND Host WITH a = (1 OR 2) (THAT HAS Finding)?',
  ],
  traversal: [
    'FIND Host THAT !HAS Finding',
    'FIND Host THAT ! (HAS|OWNS) Finding',
    'FIND Host THAT >> HAS Finding',
    'FIND Host THAT !>> HAS Finding',
    'FIND Host THAT HAS >> Finding',
    'FIND Host THAT HAS<<Finding',
    'FIND Host THAT HAS TO Finding',
    'FIND Host THAT HAS TO >> Finding',
    'FIND Host THAT HAS >> TO Finding',
    'FIND Host THAT HAS AS r Finding RETURN r.a',
    'FIND Host THAT HAS >> AS r Finding RETURN r.a',
    'FIND Host THAT HAS AS r >> Finding RETURN r.a',
    'FIND Host THAT HAS TO AS r Finding RETURN r.a',
  ],
  verbs: [
    'FIND Host THAT RELATES TO *',
    'FIND Host THAT RELATES *',
    'FIND Host THAT !RELATES TO Finding',
    'FIND Host THAT RELATES TO >> * AS n RETURN n',
    'FIND Host THAT RELATES TO AS r * RETURN r._class',
    'FIND Host THAT (HAS|OWNS) Finding',
    'FIND Host THAT ( HAS | RELATES TO ) Finding',
    'FIND Host THAT (RELATES) TO Finding',
    'FIND Host THAT has Finding',
  ],
  somehow: [
    'FIND Host THAT SOMEHOW HAS Finding',
    'FIND Host THAT SOMEHOW 3 (HAS|IS) >> Finding RETURN TREE',
    'FIND Host THAT SOMEHOW 10 !RELATES TO Finding',
    'FIND Host THAT SOMEHOW RELATES TO AS r Finding RETURN r._class',
  ],
  filter: [
    'FIND Host WITH a = 1 AND b = 2 OR c = 3 AND d = 4',
    'FIND Host WITH (a = 1 OR b = 2) AND (c = 3 OR (d = 4 AND e = 5))',
    'FIND Host WITH ((a = 1))',
    "FIND Host WITH cidr(a, '10.0.0.0/8')",
    "FIND Host WITH !cidr([a-b], '10.0.0.0/8') OR (cidr(a.b, '10.0.0.0/8'))",
  ],
  prop: [
    'FIND Host WITH a.b.c = 1',
    'FIND Host WITH [a-b.c d] = 1',
    'FIND Host WITH tag.[cost-centre] = 1',
    'FIND Host WITH order = 1 AND limit = 2 AND tree = 3 AND count = 4 AND to = 5 AND by = 6 AND find = 7',
  ],
  op: ['=', '!=', '>', '>=', '<', '<=', '~=', '^=', '$=', '!~=', '!^=', '!$='].flatMap((op) => [
    `FIND Host WITH a ${op} 'x'`,
    `FIND Host WITH a${op}5`,
    `FIND Host AS h WHERE h.a ${op} h.b`,
  ]),
  operand: [
    'FIND Host WITH a = /x/',
    'FIND Host WITH a ~= /[a-z]+\\/x/i AND b !~= /y/',
    'FIND Host WITH a ^= /x/ AND a $= /y/i AND a != /z/',
    'FIND Host WITH a = (FIND Device AS d RETURN d.b)',
    'FIND Host WITH a != (Device AS d THAT OWNS Person RETURN d.b) AND c = 1',
    'FIND Host WITH a = (UNIQUE Device WITH b = 1 AS d RETURN d.b LIMIT 5)',
    'FIND Host AS h WHERE h.a = (FIND Device AS d RETURN d.b)',
    'FIND Host WITH a = -5 AND b = 1.5 AND c = 2 * 3 - 1 AND d = (4)',
  ],
  list: [
    "FIND Host WITH a = ('x' OR 'y' OR 'z')",
    "FIND Host WITH a = ('x' AND 'y')",
    "FIND Host WITH a != ('x')",
    'FIND Host WITH a = (1 OR 2.5 OR -3 OR true OR undefined OR null OR date.now - 1 day)',
    "FIND Host WITH a = (/x/ OR /y/i OR 'z')",
    "FIND Host WITH a = ('x' OR ('y' AND 'z'))",
    "FIND Host WITH a ~= ('x' OR 'y') AND b !^= ('x' AND 'y')",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how placeholders are written
    "FIND Host WITH a = (${x} OR {{y}} OR 'z')",
  ],
  where: [
    'FIND Host AS h THAT HAS Finding AS f WHERE h.a = f.b AND (h.c > 1 OR f.d != undefined)',
    'FIND Host AS h WHERE h.a + 1 > h.b * 2 AND (h.c - h.d) / 2 <= 5 AND 5 < h.e',
    'FIND Host AS h WHERE (h.a + h.b) > 5',
    "FIND Host AS h WHERE cidr(h.a, '10.0.0.0/8') AND !cidr(h.b, '10.0.0.0/8')",
    'FIND Host THAT HAS Finding WHERE HAS.since > 0 AND Host.a = Finding.b',
    'FIND Host AS a THAT RELATES TO Host AS b WHERE a = b OR a != undefined',
    'FIND Host AS h WHERE h.[a-b] = h.tag.[c d]',
  ],
  return: [
    'FIND Host RETURN TREE',
    'FIND Host RETURN tree',
    'FIND Host AS tree RETURN tree.a',
    'FIND Host AS h RETURN h, h.*, h.a, h.[a-b], h.a AS b, h.a AS \'b c\', h.a AS "d"',
    "FIND Host AS h RETURN 5, 'x', true, undefined, date.now, h.a + 1 AS b",
    'FIND Host RETURN Host.a, Host',
  ],
  having: [
    'FIND Host AS h RETURN h.a, count(h) AS n HAVING n > 5 AND (n < 9 OR n = 20)',
    'FIND Host AS h RETURN h.a, count(h) HAVING count(h) > 5',
  ],
  order: [
    'FIND Host AS h RETURN h.a, h.b ORDER BY h.a, h.b DESC, h.c ASC',
    'FIND Host AS h RETURN count(h) AS n ORDER BY n desc',
    'FIND Host AS h RETURN h.a ORDER BY h.a + h.b',
  ],
  expr: [
    'FIND Host AS h RETURN -h.a ^ 2 * (3 - h.b) / 4 + -1',
    'FIND Host AS h RETURN h.a-h.b, h.a -1, h.a- 1, 2*-h.a',
    'FIND Host AS h RETURN COUNT(h), sum(h.a), Avg(h.a), min(h.a), max(h.a), count(h.a), count(*)',
    'FIND Host AS h RETURN count(h) * 100 / sum(h.a)',
    "FIND Host AS h RETURN concat(h.a, 'x', 5), merge(h.a, h.b), coalesce(h.a, h.b, 'y')",
    'FIND Host AS h RETURN abs(h.a), sqrt(h.a), ceil(h.a), floor(h.a), round(h.a), round(h.a, 2)',
    'FIND Host AS h RETURN unwind(h.a) AS x, UNWIND(MERGE(h.b, h.c)) AS y',
    'FIND Host AS h RETURN count (h)',
    'FIND Host AS h RETURN h.name = /(?<site>[a-z]+)/',
  ],
  date: [
    ...['hour', 'hours', 'hr', 'hrs', 'day', 'days', 'month', 'months', 'mo', 'mos'],
    ...['year', 'years', 'yr', 'yrs'],
  ]
    .map((unit) => `FIND Host WITH a > date.now-7${unit}`)
    .concat(
      'FIND Host WITH a > date.now - 7 days AND b < date.now + 1day AND c < DATE.NOW -2hours',
      'FIND Host WITH a > date(2026) AND a > date(2026-11) AND a > date(2026-11-24)',
      'FIND Host WITH a > date(2026-11-24T10:00Z) AND a > date( 2026-11-24T10:00:30.5Z )',
      'FIND Host AS h RETURN (date.now - h.a) / 86400000',
    ),
  placeholder: [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how placeholders are written
    'FIND Host WITH a = ${param.x} AND b != ${y} AND c = {{z}} AND d > ${n} + 1',
  ],
  comment: ['/* a */ FIND /* b \n c */ Host /**/ WITH a = 1 /* THAT */ LIMIT 5 /* end */'],
};

describe('the grammar', () => {
  it.each(Object.entries(FORMS))('accepts every form of %s', (_, queries) => {
    for (const query of queries) expect(check(query).warnings, query).toEqual([]);
  });
});
