import fc from 'fast-check';
import { FAULT_KINDS, type Fault, type FaultKind } from '../../src/simulator/index.ts';
import { EVENT_KINDS, type EventWish } from './happen.ts';
import { KILL_PLACES, type KillWish } from './mortal-run.ts';

/** A part of a life: what happens on the platform, and a run that meets it. */
export interface Chapter {
  readonly hours: number;
  readonly events: readonly EventWish[];
  readonly faults: readonly Fault[];
  /** The run is killed at each of these places, one after the other, and started again. */
  readonly kills: readonly KillWish[];
  readonly isFull: boolean;
  /** Held removals are accepted by another run, which meets the same faults. */
  readonly isAccepted: boolean;
  readonly severities: readonly number[];
}

/** One instance from its first run on. */
export interface Life {
  readonly seed: number;
  readonly hosts: number;
  readonly chapters: readonly Chapter[];
}

/**
 * What needs real time to happen, or lies in a way that no collector can notice (a list of ids without some
 * of them), is left to the tests of the single faults.
 */
const UNSUITABLE: readonly FaultKind[] = ['stall', 'slowBody', 'registration', 'shortKeepAlive'];

const ENDPOINTS = [
  'portal-version',
  'host-list',
  'host-detections',
  'knowledge-base',
  'host-assets',
  'web-apps',
  'web-app-findings',
] as const;

const nat = fc.integer({ min: 0, max: 1_000_000 });

const event: fc.Arbitrary<EventWish> = fc.record({
  kind: fc.constantFrom(...EVENT_KINDS),
  which: nat,
  other: nat,
});

const fault: fc.Arbitrary<Fault> = fc
  .record({
    kind: fc.constantFrom(...FAULT_KINDS.filter((kind) => !UNSUITABLE.includes(kind))),
    endpoint: fc.constantFrom(...ENDPOINTS),
    at: fc.integer({ min: 1, max: 8 }),
    times: fc.constantFrom(1, 1, 2, 4, 12),
    number: nat,
  })
  .map(({ kind, endpoint, at, times, number }): Fault => {
    if (kind === 'failingHost') return { kind, host: number };
    if (kind === 'clockSkew') return { kind, seconds: (number % 1800) + 1 };
    if (kind === 'passwordExpires') return { kind, endpoint, at };
    if (kind === 'gaps' && endpoint === 'host-list') {
      return { kind, endpoint, at, times, parameters: { details: 'All/AGs' } };
    }
    return { kind, endpoint, at, times };
  });

const kill: fc.Arbitrary<KillWish> = fc.record({
  place: fc.constantFrom(...KILL_PLACES),
  at: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 40 })),
  hours: fc.constantFrom(0, 0, 1, 5, 30),
});

/** Mostly nothing. */
function few<T>(one: fc.Arbitrary<T>, most: number): fc.Arbitrary<readonly T[]> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.array(one, { minLength: 1, maxLength: most, size: 'max' }) },
  );
}

const ALL = [3, 4, 5];

const chapter: fc.Arbitrary<Chapter> = fc.record({
  hours: fc.constantFrom(0, 1, 6, 24, 24, 30, 72),
  events: fc.array(event, { minLength: 1, maxLength: 10, size: 'max' }),
  faults: few(fault, 4),
  kills: few(kill, 1),
  isFull: fc.constantFrom(true, false, false),
  isAccepted: fc.boolean(),
  severities: fc.constantFrom(ALL, ALL, ALL, ALL, [4, 5], [1, 2, 3, 4, 5]),
});

/** Lives of 100 hosts or more. */
export const LIVES: fc.Arbitrary<Life> = fc.record({
  seed: nat,
  hosts: fc.integer({ min: 100, max: 115 }),
  chapters: fc.array(chapter, { minLength: 2, maxLength: 2 }),
});
