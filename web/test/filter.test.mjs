import assert from 'node:assert/strict';
import test from 'node:test';
import { readFilter, withTerm, writeFilter } from '../src/ui/filter.ts';

test('a plain filter goes through the builder unchanged', () => {
  const text = 'state:confirmed amount>10000 customer:"Huaxin Machinery" date>=2026-01-01 bolt';
  assert.equal(writeFilter(readFilter(text)), text);
});

test('groups are left to the text', () => {
  assert.equal(readFilter('(owner:me or team:south)'), null);
  assert.equal(readFilter('a:1 or b:2'), null);
  assert.equal(withTerm('(a:1 or b:2)', 'state', 'draft'), '(a:1 or b:2) state:draft');
});

test('a tab replaces its own term and no other', () => {
  assert.equal(withTerm('state:draft amount>5', 'state', 'sent'), 'amount>5 state:sent');
  assert.equal(withTerm('state:draft amount>5', 'state', null), 'amount>5');
  assert.equal(withTerm('', 'title', 'a "b"'), 'title:"a \\"b\\""');
});

test('minus means not', () => {
  assert.deepEqual(readFilter('-state:cancelled'), [{ field: 'state', op: '!=', value: 'cancelled' }]);
});
