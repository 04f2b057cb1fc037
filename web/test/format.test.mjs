import assert from 'node:assert/strict';
import test from 'node:test';
import {
  compact,
  dayAfter,
  grouped,
  percent,
  readDate,
  readDecimal,
  shifted,
  showDate,
  trimmed,
} from '../src/ui/format.ts';

test('amounts are grouped without passing through a double', () => {
  assert.equal(grouped('9007199254740993.10'), '9,007,199,254,740,993.10');
  assert.equal(grouped('-1250.00'), '\u22121,250.00');
  assert.equal(grouped('999'), '999');
});

test('quantities drop the noughts they do not need', () => {
  assert.equal(trimmed('12.500000'), '12.5');
  assert.equal(trimmed('12.000000'), '12');
  assert.equal(trimmed('3.100000', 2), '3.10');
});

test('ratios are spoken as per cent', () => {
  assert.equal(percent('0.13'), '13%');
  assert.equal(percent('-0.0125'), '\u22121.25%');
  assert.equal(shifted('13', -2), '0.13');
  assert.equal(shifted('0.5', -2), '0.005');
  assert.equal(shifted('1', 2), '100');
});

test('typed and pasted figures become decimals', () => {
  assert.equal(readDecimal('¥1,234.50'), '1234.50');
  assert.equal(readDecimal('１２．５'), '12.5');
  assert.equal(readDecimal('\u221212'), '-12');
  assert.equal(readDecimal('.5'), '0.5');
  assert.equal(readDecimal('abc'), '');
});

test('tiles use the units of the language', () => {
  assert.equal(compact('38421234.00', 'zh'), '3842万');
  assert.equal(compact('38421234.00', 'en'), '38.42M');
  assert.equal(compact('123456789012', 'zh'), '1235亿');
  assert.equal(compact('999', 'en'), '999');
  assert.equal(compact('-61000', 'zh'), '\u22126.1万');
});

test('dates are read as people type them', () => {
  const today = '2026-01-05';
  assert.equal(readDate('2/3', today), '2026-02-03');
  assert.equal(readDate('2026年3月9日', today), '2026-03-09');
  assert.equal(readDate('+7', today), '2026-01-12');
  assert.equal(readDate('2/30', today), '');
  assert.equal(dayAfter('2026-02-28', 1), '2026-03-01');
  assert.equal(showDate('2026-01-05', 'en'), '5 Jan 2026');
});
