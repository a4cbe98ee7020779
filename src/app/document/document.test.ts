import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { EDGE_KINDS } from '../../model/edge-kinds.ts';
import { ENTITY_KINDS } from '../../model/entity-kinds.ts';
import { MARKERS } from './data-model-section.ts';
import { dataModelSection, mermaidDataModel, replaceSection, writeDocuments } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'graph-qualys-document-test-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the section between the markers', () => {
  test('is replaced, and what stands around it stays', () => {
    const page = `# Qualys\n\n${MARKERS.start}\nold\n${MARKERS.end}\n\nafter\n`;
    expect(replaceSection(page, 'NEW')).toBe('# Qualys\n\nNEW\n\nafter\n');
  });

  test('comes at the end of a page without markers', () => {
    expect(replaceSection('# Qualys\n', 'NEW')).toBe('# Qualys\n\nNEW\n');
    expect(replaceSection('', 'NEW')).toBe('NEW\n');
  });

  test('is not guessed where it ends', () => {
    expect(() => replaceSection(`${MARKERS.start}\nrest of the page`, 'NEW')).toThrow(RangeError);
  });

  test('holds every type and every relationship of the model once', () => {
    const section = dataModelSection();
    for (const { type, ownership } of ENTITY_KINDS) {
      const row = ownership === 'mapped' ? `\`*${type}*\`` : `| \`${type}\` | \``;
      expect(section).toContain(row);
    }
    const rows = section.split('\n').filter((line) => /\*\*[A-Z]+\*\*/.test(line));
    expect(new Set(rows).size).toBe(rows.length);
    // 7 between entities of the integration, 5 that are scanned, and the same 5 have findings.
    expect(rows).toHaveLength(17);
  });
});

test('the diagram holds every type, and every verb', () => {
  const diagram = mermaidDataModel();
  for (const { type } of ENTITY_KINDS) expect(diagram).toMatch(new RegExp(`^ +${type}\\b`, 'm'));
  for (const { class: verb } of EDGE_KINDS) expect(diagram).toContain(`|${verb}|`);
  expect(diagram).toContain('qualys_vulnerability_manager -.->|SCANS| Host\n');
  expect(diagram).toContain('Host -->|HAS| qualys_host_finding\n');
});

test('both files are written, again and again to the same effect', async () => {
  const page = join(folder, 'docs', 'jupiterone.md');
  const { diagram } = await writeDocuments(page);
  const first = readFileSync(page, 'utf8');
  await writeDocuments(page);
  expect(readFileSync(page, 'utf8')).toBe(first);
  expect(readFileSync(diagram, 'utf8')).toBe(mermaidDataModel());
});

test('a page that lost its second marker is left as it is, and so told', async () => {
  const page = join(mkdtempSync(join(tmpdir(), 'graph-qualys-document-test-')), 'page.md');
  writeFileSync(page, `${MARKERS.start}\nimportant`);
  await expect(writeDocuments(page)).rejects.toMatchObject({
    code: 'A_DOCUMENT',
    exitCode: 2,
    message: expect.stringContaining(MARKERS.end),
  });
  expect(readFileSync(page, 'utf8')).toContain('important');
});
