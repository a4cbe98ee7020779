import { expect, test } from 'vitest';
import { reasonsOf } from '../../web/src/pages/entity/reasons.ts';

test('only what the data say is a reason, and nothing is made up', () => {
  expect(reasonsOf({})).toEqual([]);
  expect(reasonsOf({ isCisaKnownExploited: false, threatIndicators: [] })).toEqual([]);
});

test('the strongest reasons come first, with the facts behind them', () => {
  const reasons = reasonsOf(
    {
      isCisaKnownExploited: true,
      threatIndicators: ['Easy_Exploit'],
      epssScore: 0.934,
      affectsRunningKernel: false,
      qdsFactors: [
        'CVSS=9.8',
        'epss=0.934',
        'CISA_vuln=YES',
        'RTI=Easy_Exploit',
        'exploit_sources=3',
        'trending=10282026,10302026',
        'malware_name=Cinderworm, Hound',
        'odd',
      ],
      type: 'Potential',
    },
    { cvssScoreV3: 9.8, threatIndicators: ['Easy_Exploit', 'Wormable'] },
    { assetCriticalityScore: 5, publicIpAddresses: ['203.0.113.7'] },
  );
  expect(reasons.map(({ fact }) => fact)).toEqual([
    'Known to be exploited (CISA KEV)',
    'Threat intelligence: easy exploit, wormable',
    '93.4 % likely to be exploited in the next 30 days (EPSS)',
    'CVSS v3 base score 9.8',
    'Criticality of the asset: 5 of 5',
    'The host has a public address',
    'Concerns a kernel that is not running',
    'Potential: not confirmed',
    'Exploit sources: 3',
    'Trending: 2026-10-28, 2026-10-30',
    'Malware name: Cinderworm, Hound',
  ]);
  expect(reasons.filter(({ weight }) => weight === 'less')).toHaveLength(2);
});
