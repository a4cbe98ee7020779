import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import type { Services } from '../app-types.ts';
import { addGuards } from './guards.ts';

describe('a route', () => {
  it('that does not say who may use it cannot be registered', () => {
    const app = fastify();
    addGuards(app, { host: '127.0.0.1' }, {} as Services, {});
    const handler = async () => 'hello';
    expect(() => app.get('/open', handler)).toThrow(
      expect.objectContaining({
        code: 'H_ROUTE_UNDECLARED',
        message: expect.stringContaining('GET /open'),
      }),
    );
    expect(() => app.get('/read', { config: { permission: 'read' }, handler })).not.toThrow();
  });
});
