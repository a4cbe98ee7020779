import {
  IconAffiliate,
  IconBug,
  IconGauge,
  IconHelpCircle,
  IconPlugConnected,
  IconSettings,
  IconTerminal2,
  type TablerIcon,
} from '@tabler/icons-react';

/** A page of the rail. */
export interface RailPage {
  readonly path: string;
  readonly title: string;
  readonly icon: TablerIcon;
  /** `g` and this letter open it. */
  readonly key: string;
}

/** The pages of the rail, from top to bottom. */
export const RAIL: readonly RailPage[] = [
  { path: '/overview', title: 'Overview', icon: IconGauge, key: 'o' },
  { path: '/findings', title: 'Findings', icon: IconBug, key: 'f' },
  { path: '/graph', title: 'Graph', icon: IconAffiliate, key: 'g' },
  { path: '/query', title: 'Query', icon: IconTerminal2, key: 'q' },
  { path: '/questions', title: 'Questions', icon: IconHelpCircle, key: 'u' },
  { path: '/integrations', title: 'Integrations', icon: IconPlugConnected, key: 'i' },
  { path: '/settings', title: 'Settings', icon: IconSettings, key: 's' },
];
