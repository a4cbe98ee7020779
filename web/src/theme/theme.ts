import {
  Anchor,
  type CSSVariablesResolver,
  createTheme,
  DEFAULT_THEME,
  type MantineColorsTuple,
  Modal,
  Table,
  Tooltip,
} from '@mantine/core';

const ACCENT: MantineColorsTuple = [
  '#eaf1fd',
  '#d2e1fa',
  '#a8c6f6',
  '#7fb0ff',
  '#5791ea',
  '#326ccf',
  '#1f5fc4',
  '#1a50a7',
  '#16448d',
  '#0f3067',
];

/** The neutral scale in Mantine's two orders, so that its components and ours have the same surfaces. */
const GRAY: MantineColorsTuple = [
  '#f6f7f9',
  '#eef1f5',
  '#dde2e9',
  '#c9d0da',
  '#a9b3c0',
  '#7d8896',
  '#55606e',
  '#3e4855',
  '#28303b',
  '#171c24',
];
const DARK: MantineColorsTuple = [
  '#e6eaf0',
  '#c2cad5',
  '#a0abba',
  '#7a8798',
  '#3a4453',
  '#2a323e',
  '#1c222b',
  '#161a21',
  '#0f1217',
  '#0a0c10',
];

/** A scale of Mantine whose filled shades have enough contrast under white text. */
function filledWith(scale: MantineColorsTuple, filled: string): MantineColorsTuple {
  const [a, b, c, d, e, , , f, g, h] = scale;
  return [a, b, c, d, e, filled, filled, f, g, h];
}

/** Look of Mantine's components in the console. */
export const THEME = createTheme({
  primaryColor: 'accent',
  // Both have 4.5:1 under white.
  primaryShade: { light: 6, dark: 5 },
  colors: {
    accent: ACCENT,
    gray: GRAY,
    dark: DARK,
    red: filledWith(DEFAULT_THEME.colors.red, '#c81e3f'),
    green: filledWith(DEFAULT_THEME.colors.green, '#1f7a45'),
  },
  fontFamily: 'var(--gq-font)',
  fontFamilyMonospace: 'var(--gq-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  defaultRadius: '4px',
  headings: {
    fontFamily: 'var(--gq-font)',
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '18px', lineHeight: '24px' },
      h2: { fontSize: '15px', lineHeight: '20px' },
      h3: { fontSize: '14px', lineHeight: '20px' },
    },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Anchor: Anchor.extend({ defaultProps: { underline: 'hover' } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } },
    }),
    Table: Table.extend({ defaultProps: { verticalSpacing: '6px', fz: 13 } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 300,
        withArrow: true,
        events: { hover: true, focus: true, touch: true },
      },
    }),
  },
});

/** What of Mantine's colours comes from ours. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--gq-surface)',
    '--mantine-color-text': 'var(--gq-text)',
    '--mantine-color-dimmed': 'var(--gq-text-dim)',
    '--mantine-color-placeholder': 'var(--gq-text-dim)',
    '--mantine-color-anchor': 'var(--gq-accent)',
    '--mantine-color-error': 'var(--gq-bad)',
    '--mantine-color-default-border': 'var(--gq-line)',
  };
  // Text on a tinted ground: Mantine's own has too little contrast in the light theme.
  const tinted = Object.fromEntries(
    Object.entries({
      red: 'bad',
      orange: 'warn',
      yellow: 'warn',
      green: 'good',
      accent: 'accent',
    }).map(([colour, ours]) => [`--mantine-color-${colour}-light-color`, `var(--gq-${ours})`]),
  );
  return { variables: {}, light: { ...shared, ...tinted }, dark: shared };
};
