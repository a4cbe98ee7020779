import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { type Comment, parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;

/** `line: what` for every exported declaration and public method of `source` without a doc comment. */
function undocumented(path: string, source: string): string[] {
  const { program, comments } = parseSync(path, source);
  const docEnds = comments.filter(isDoc).map((comment) => comment.end);
  const hasDoc = (start: number) =>
    docEnds.some((end) => end <= start && source.slice(end, start).trim() === '');
  const line = (offset: number) => source.slice(0, offset).split('\n').length;
  const missing: string[] = [];
  for (const node of program.body) {
    if (node.type !== 'ExportNamedDeclaration' || !node.declaration) continue;
    if (!hasDoc(node.start)) missing.push(`${path}:${line(node.start)}`);
    if (node.declaration.type !== 'ClassDeclaration') continue;
    for (const member of node.declaration.body.body) {
      if (member.type !== 'MethodDefinition' || member.kind === 'constructor') continue;
      if (member.accessibility === 'private' || member.key.type === 'PrivateIdentifier') continue;
      if (!member.override && !hasDoc(member.start)) missing.push(`${path}:${line(member.start)}`);
    }
  }
  return missing;
}

function isDoc(comment: Comment): boolean {
  return comment.type === 'Block' && comment.value.startsWith('*');
}

test('finds an export without a doc comment, so that the next test can fail', () => {
  expect(
    undocumented('x.ts', '// no\nexport function f() {}\n/** yes */\nexport const a = 1;'),
  ).toEqual(['x.ts:2']);
});

test('every exported declaration and public method has a doc comment', async () => {
  const missing: string[] = [];
  for await (const file of glob('{src,web}/**/*.{ts,tsx}', { cwd: ROOT })) {
    if (file.endsWith('.test.ts')) continue;
    missing.push(...undocumented(file, readFileSync(ROOT + file, 'utf8')));
  }
  expect(missing).toEqual([]);
});
