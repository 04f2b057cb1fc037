import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { filled } from '../src/app/filled.ts';
import { words } from '../src/app/words.ts';

const source = new URL('../src', import.meta.url).pathname;
const files = readdirSync(source, { recursive: true })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('words.ts'))
  .map((name) => ({ name, text: readFileSync(join(source, name), 'utf8') }));

const han = /[\u4e00-\u9fff]/;
const names = (text) => [...text.matchAll(/\{(\w+)[:}]/g)].map((match) => match[1]).sort();

test('every word stands in both languages', () => {
  for (const [key, word] of Object.entries(words)) {
    assert.ok(word.en.trim(), `${key} lacks English`);
    assert.ok(word.zh.trim(), `${key} lacks Chinese`);
    assert.deepEqual(names(word.en), names(word.zh), `${key}: the placeholders differ`);
    if (!key.startsWith('otherLanguage'))
      assert.ok(!han.test(word.en), `${key}: Chinese in the English text`);
  }
});

test('every Chinese text is Chinese', () => {
  const foreign = ['exportExcel', 'otherLanguage', 'otherLanguageShort'];
  for (const [key, word] of Object.entries(words)) {
    if (!foreign.includes(key)) assert.ok(han.test(word.zh), `${key}: no Chinese in "${word.zh}"`);
  }
});

test('no word is dead', () => {
  const all = files.map((file) => file.text).join('\n');
  const named = /^(report|parameter|by)[A-Z]/;
  const dead = Object.keys(words).filter(
    (key) => !named.test(key) && !new RegExp(`['"]${key}['"]`).test(all),
  );
  assert.deepEqual(dead, []);
});

test('no component speaks past the glossary', () => {
  for (const file of files) {
    const code = file.text.replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
    const allowed = /(format\.ts|meta\.ts|pasteLines\.ts)$/;
    assert.ok(allowed.test(file.name) || !han.test(code), `${file.name} holds Chinese text`);
  }
});

test('a count picks its form', () => {
  assert.equal(filled('{count:row|rows}', { count: 1 }), '1 row');
  assert.equal(filled('{count:row|rows}', { count: '1,204' }), '1,204 rows');
  assert.equal(
    filled('{verb}: {count:row|rows} {later}', { verb: 'Post', count: 0 }),
    'Post: 0 rows {later}',
  );
});
