import { expect, test } from 'vitest';
import { graphDifferences } from './compare-graphs.ts';

const finding = { _type: 't', _key: 'k', _class: ['Finding'], open: true, tags: ['a'] };

test('equal graphs have no differences', () => {
  expect(graphDifferences([finding], [{ ...finding, gone: null }])).toEqual([]);
});

test('names what is missing, unexpected and different', () => {
  expect(graphDifferences([finding], [])).toEqual(['missing: t k']);
  expect(graphDifferences([], [finding])).toEqual(['unexpected: t k']);
  expect(graphDifferences([finding], [{ ...finding, open: false }])).toEqual([
    't k open: expected true, found false',
  ]);
  expect(graphDifferences([finding], [{ ...finding, tags: undefined }])).toEqual([
    't k tags: expected ["a"], found undefined',
  ]);
});

test('refuses a graph that holds an object twice', () => {
  expect(() => graphDifferences([finding, finding], [])).toThrow('twice');
});
