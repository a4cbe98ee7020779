import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describe } from 'vitest';

/** Debian's Chromium; `npm test` installs it where it may. */
const CHROMIUM = '/usr/bin/chromium';

/** It speaks to nobody but the server under test. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const isMissing = !existsSync(CHROMIUM);

/**
 * Like `describe`, for tests in the browser: skipped, and so named and counted, where there is none. Where CI is true there
 * has to be one.
 */
export const describeInBrowser = describe.skipIf(isMissing && process.env['CI'] !== 'true');

/** A browser without a window. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}
