import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  all,
  closeAfterTest,
  errorOf,
  HOST,
  PAGE,
  PASSWORD,
  clientSetting as setting,
  USER,
  xml,
} from '../../test/network/client-setting.ts';
import { IdRanges } from './index.ts';

describe('secrets', () => {
  test('stay out of errors, events and inspections', async () => {
    const { client, events } = await setting((_, response, n) =>
      xml(response, '', n === 0 ? 503 : 401),
    );
    const error = await errorOf(client.detections({ ids: IdRanges.of([1]) }, all));
    const shown = inspect([error, events, client], { depth: 20, showHidden: true });
    const token = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
    for (const secret of [PASSWORD, token, encodeURIComponent(PASSWORD)])
      expect(shown).not.toContain(secret);
  });

  test('stay out of captured pages, which hold everything else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'graph-qualys-capture-'));
    closeAfterTest({ close: () => rm(folder, { recursive: true }) });
    const echo = `<REQUEST><USER_LOGIN>${USER}</USER_LOGIN><X>${PASSWORD}</X></REQUEST>`;
    const { client } = await setting(
      (_, response, n) => {
        if (n === 0) {
          xml(response, 'maintenance', 503);
          return;
        }
        response.writeHead(200, { 'set-cookie': 'QualysSession=abc', 'x-ratelimit-limit': '300' });
        const body = PAGE.replace('<RESPONSE>', `${echo}<RESPONSE>`);
        // Cut in the middle of the name, so that no chunk holds it whole.
        const cut = body.indexOf(USER) + 4;
        response.write(body.slice(0, cut));
        setTimeout(() => response.end(body.slice(cut)), 20);
      },
      { capture: join(folder, 'pages') },
    );
    await client.detections({ ids: IdRanges.of([7]) }, all);
    const names = (await readdir(join(folder, 'pages'))).sort();
    expect(names).toEqual([
      '000001-host-detections-attempt-1.http',
      '000002-host-detections-attempt-2.http',
    ]);
    const [first, second] = await Promise.all(
      names.map((name) => readFile(join(folder, 'pages', name), 'utf8')),
    );
    expect(first).toContain('HTTP 503');
    expect(first).toContain('maintenance');
    expect(second).toContain('POST /api/5.0/fo/asset/host/vm/detection/\n\naction=list');
    expect(second).toContain('ids=7');
    expect(second).toContain('x-ratelimit-limit: 300');
    expect(second).toContain(HOST);
    expect(second).toContain('<USER_LOGIN>[redacted]</USER_LOGIN><X>[redacted]</X>');
    for (const secret of [USER, PASSWORD, 'QualysSession', 'Basic ', 'authorization']) {
      expect(`${first}${second}`).not.toContain(secret);
    }
  });

  test('a folder for pages that cannot be used is named', async () => {
    const { client } = await setting((_, response) => xml(response, PAGE), {
      capture: '/dev/null/pages',
    });
    expect(await errorOf(client.detections({}, all))).toMatchObject({
      code: 'Q_CAPTURE',
      message: expect.stringContaining('/dev/null/pages'),
    });
  });
});
