import assert from 'node:assert/strict';
import test from 'node:test';
import { readCells } from '../src/ui/paste.ts';

test('cells of a spreadsheet', () => {
  assert.deepEqual(readCells('A-1\t10\r\nB-2\t5\r\n'), [
    ['A-1', '10'],
    ['B-2', '5'],
  ]);
  assert.deepEqual(readCells('one'), [['one']]);
  assert.deepEqual(readCells('a\t\nb\t2'), [
    ['a', ''],
    ['b', '2'],
  ]);
  assert.deepEqual(readCells('"with\ttab"\t"say ""hi"""\n'), [['with\ttab', 'say "hi"']]);
});
