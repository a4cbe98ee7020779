import { isoSeconds } from '../time/calendar.ts';
import type { WebAppFinding } from '../world/web-app-finding.ts';
import { branch, cdataLeaf, countedList, type ElementTree, leaf } from './element-tree.ts';
import { wasTags } from './web-app.ts';

/** One Finding; what stands in brackets in the reference (13.2) only with `verbose`. */
export function webAppFindingTree(finding: WebAppFinding, verbose: boolean): ElementTree {
  const { webApp, fixed } = finding;
  const children = [
    leaf('id', finding.id),
    leaf('uniqueId', finding.uniqueId),
    leaf('qid', finding.vulnerability.qid),
    ...(verbose ? [leaf('detectionScore', finding.detectionScore)] : []),
    cdataLeaf('name', finding.vulnerability.title),
    leaf('type', finding.type),
    leaf('potential', finding.potential),
    leaf('findingType', finding.findingType),
    leaf('group', finding.group),
    ...(verbose
      ? [classification(finding), cdataLeaf('param', finding.param), results(finding)]
      : []),
    leaf('severity', finding.severity),
    cdataLeaf('url', finding.url),
    leaf('status', finding.status),
    leaf('firstDetectedDate', isoSeconds(finding.firstDetected)),
    leaf('lastDetectedDate', isoSeconds(finding.lastDetected)),
    leaf('lastTestedDate', isoSeconds(finding.lastTested)),
    leaf('fixedDate', fixed === undefined ? undefined : isoSeconds(fixed)),
    leaf('timesDetected', finding.timesDetected),
    branch(
      'webApp',
      leaf('id', webApp.id),
      cdataLeaf('name', webApp.name),
      cdataLeaf('url', webApp.url),
      ...(verbose ? [wasTags(webApp.tags, true)] : []),
    ),
    leaf('isIgnored', finding.isIgnored),
    ...(verbose ? [ignored(finding), score(finding)] : []),
  ];
  return { name: 'Finding', children: children.flat() };
}

function classification(finding: WebAppFinding): readonly ElementTree[] {
  const named = (element: string, rows: WebAppFinding['owasp']): readonly ElementTree[] =>
    rows.flatMap(({ name, url, code }) =>
      branch(element, cdataLeaf('name', name), cdataLeaf('url', url), leaf('code', code)),
    );
  return [
    finding.cwe.length === 0
      ? []
      : countedList(
          'cwe',
          finding.cwe.flatMap((number) => leaf('long', number)),
        ),
    finding.owasp.length === 0 ? [] : countedList('owasp', named('OWASP', finding.owasp)),
    finding.wasc.length === 0 ? [] : countedList('wasc', named('WASC', finding.wasc)),
  ].flat();
}

function results(finding: WebAppFinding): readonly ElementTree[] {
  if (finding.url === undefined) return [];
  const payload = branch(
    'PayloadInstance',
    cdataLeaf('payload', 'q=%22%3E%3Cqss%20a%3D1%3E'),
    branch('request', leaf('method', 'GET'), cdataLeaf('link', finding.url)),
    cdataLeaf('response', Buffer.from('<html>…</html>').toString('base64')),
  );
  return countedList(
    'resultList',
    branch(
      'Result',
      leaf('authentication', false),
      leaf('ajax', false),
      countedList('payloads', payload),
    ),
  );
}

function ignored({ ignored: facts }: WebAppFinding): readonly ElementTree[] {
  if (facts === undefined) return [];
  return [
    leaf('ignoredReason', facts.reason),
    leaf('ignoredDate', isoSeconds(facts.date)),
    cdataLeaf('ignoredComment', facts.comment),
  ].flat();
}

function score({ cvss3 }: WebAppFinding): readonly ElementTree[] {
  if (cvss3 === undefined) return [];
  return branch(
    'cvssV3',
    leaf('base', Number(cvss3.base)),
    leaf('temporal', Number(cvss3.temporal)),
    leaf('attackVector', cvss3.attackVector),
  );
}
