import type { Socket } from 'node:net';
import type { Fault } from './faults.ts';
import type { Cut, Delivery } from './send.ts';

const HALF_A_PAGE = 2000;
const PIECE = 16 * 1024;
const PAUSE_MS = 50;
const IDLE_MS = 100;

const CUTS: Partial<Record<Fault['kind'], Cut['how']>> = {
  truncate: 'end',
  cut: 'break',
  reset: 'reset',
  stall: 'stall',
};

/** How a fault wants an answer handed over. */
export function deliveryOf(fault: Fault | undefined): Delivery {
  if (fault === undefined) return {};
  if (fault.kind === 'slowBody') {
    return { slow: { bytes: fault.bytes ?? PIECE, pauseMs: fault.pauseMs ?? PAUSE_MS } };
  }
  const how = CUTS[fault.kind];
  return how === undefined ? {} : { cut: { bytes: fault.bytes ?? HALF_A_PAGE, how } };
}

/** Whether a fault leaves a request without any answer, and in which way. */
export function silenceOf(fault: Fault | undefined): 'hangUp' | 'reset' | 'stall' | undefined {
  switch (fault?.kind) {
    case 'hangUp':
      return 'hangUp';
    case 'reset':
    case 'stall':
      return fault.bytes === undefined ? fault.kind : undefined;
    case 'failingHost':
      return fault.answer === 'stall' ? 'stall' : undefined;
    default:
      return undefined;
  }
}

/** Connections that are to be closed once they have been idle for long enough. */
export class IdleConnections {
  readonly #timers = new WeakMap<Socket, NodeJS.Timeout>();

  /** A request came in: the connection is not idle. */
  keep(socket: Socket): void {
    clearTimeout(this.#timers.get(socket));
  }

  /** Closes a connection soon, unless a request comes before. */
  closeSoon(socket: Socket, { idleMs = IDLE_MS }: Fault): void {
    this.keep(socket);
    this.#timers.set(socket, setTimeout(() => socket.destroy(), idleMs).unref());
  }
}
