import { shortNumber } from '../../../components/number-words.ts';

/** What every chart has in common: axes from zero, and no motion that one has to wait for. */
export const CHART = {
  h: 220,
  withLegend: false,
  gridAxis: 'x',
  tickLine: 'none',
  valueFormatter: shortNumber,
  yAxisProps: { domain: [0, 'auto'], allowDecimals: false, interval: 0, width: 48 },
} as const;

const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** A day as the axis says it: `28 Nov`. */
export function dayLabel(date: string): string {
  const parts = DAY.formatToParts(new Date(`${date}T00:00:00Z`));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('day')} ${part('month')}`;
}
