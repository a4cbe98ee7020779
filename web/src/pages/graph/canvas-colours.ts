/** Colours of the theme, as the canvas needs them: it does not know custom properties. */
export interface CanvasColours {
  readonly page: string;
  readonly surface: string;
  readonly raised: string;
  readonly line: string;
  readonly text: string;
  readonly dim: string;
  readonly accent: string;
  readonly font: string;
  /** Of a severity; undefined for words that are none. */
  severity(word: string | undefined): string | undefined;
}

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational'];

/** Reads the colours of the theme that is on. */
export function canvasColours(): CanvasColours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--gq-${name}`).trim();
  return {
    page: of('page'),
    surface: of('surface'),
    raised: of('raised'),
    line: of('line-strong'),
    text: of('text'),
    dim: of('text-dim'),
    accent: of('accent'),
    font: of('font'),
    severity: (word) => (word !== undefined && SEVERITIES.includes(word) ? of(word) : undefined),
  };
}
