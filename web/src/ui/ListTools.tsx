import { Download, Group, Rows2, Rows3, Search, SlidersHorizontal, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { listParameters, nounAddress, Refusal } from '../app/api.ts';
import { useLabels, useWords } from '../app/language.ts';
import type { Field, Noun } from '../app/meta.ts';
import { setPreferences, usePreferences } from '../app/preferences.ts';
import { ColumnsMenu } from './ColumnsMenu.tsx';
import { FilterBuilder } from './FilterBuilder.tsx';
import { useKeys } from './keys.ts';
import { listFields } from './listFields.ts';
import { Menu, MenuItem, MenuLine, MenuLink } from './Menu.tsx';
import { sentence } from './toast.tsx';
import { listQuery, useListAddress } from './useList.ts';

interface Choice {
  names: string[];
  choose: (names: string[] | null) => void;
  isOwn: boolean;
}
interface Props {
  noun: Noun;
  columns: Field[];
  choice: Choice;
  refused: unknown;
}

export function ListTools({ noun, columns, choice, refused }: Props) {
  const t = useWords();
  const { search } = useListAddress();
  const { names, choose, isOwn } = choice;
  const { compact } = usePreferences();
  const query = listParameters(listQuery(noun, search, columns));
  const address = nounAddress(noun.name);
  return (
    <div className="list-tools" role="toolbar" aria-label={t('listTools')}>
      <FilterField noun={noun} refused={refused} />
      <ColumnsMenu
        fields={listFields(noun)}
        shown={names}
        isOwn={isOwn}
        onToggle={(name, on) => choose(on ? [...names, name] : names.filter((one) => one !== name))}
        onReset={() => choose(null)}
      />
      <GroupMenu noun={noun} />
      <button
        type="button"
        className="button icon desk"
        aria-pressed={compact}
        onClick={() => setPreferences({ compact: !compact })}
        aria-label={t('compactRows')}
        title={t('compactRows')}
      >
        {compact ? <Rows3 size={15} aria-hidden /> : <Rows2 size={15} aria-hidden />}
      </button>
      <Menu
        trigger={
          <button type="button" className="button" aria-label={t('export')}>
            <Download size={15} aria-hidden />
            <span className="wide-only">{t('export')}</span>
          </button>
        }
      >
        <MenuLink href={`${address}/export.xlsx${query}`}>{t('exportExcel')}</MenuLink>
        <MenuLink href={`${address}/export.csv${query}`}>{t('exportCsv')}</MenuLink>
      </Menu>
    </div>
  );
}

function FilterField({ noun, refused }: { noun: Noun; refused: unknown }) {
  const t = useWords();
  const { search, change } = useListAddress();
  const [text, setText] = useState(search.filter ?? '');
  const [building, setBuilding] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setText(search.filter ?? ''), [search.filter]);
  const apply = (filter: string) => change({ filter: filter.trim() || undefined });
  useEffect(() => {
    if (text.trim() === (search.filter ?? '')) return;
    const timer = setTimeout(() => apply(text), 450);
    return () => clearTimeout(timer);
  });
  useKeys([{ keys: '/', word: 'keyFilter', run: () => input.current?.focus() }]);
  const message = refused instanceof Refusal && refused.status === 422 ? sentence(refused) : '';
  return (
    <div className="filter-field">
      <Search size={15} aria-hidden className="filter-icon" />
      <input
        ref={input}
        className="input"
        type="search"
        value={text}
        placeholder={t('filterPlaceholder', { example: exampleOf(noun) })}
        aria-label={t('filter')}
        aria-invalid={!!message}
        aria-describedby={message ? 'filter-refused' : undefined}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) apply(text);
          if (event.key === 'Escape') input.current?.blur();
        }}
      />
      {text && (
        <button
          type="button"
          className="field-button"
          aria-label={t('clearFilter')}
          onClick={() => {
            setText('');
            apply('');
          }}
        >
          <X size={14} aria-hidden />
        </button>
      )}
      <button
        type="button"
        className="field-button"
        aria-label={t('buildFilter')}
        aria-haspopup="dialog"
        onClick={() => setBuilding(true)}
      >
        <SlidersHorizontal size={15} aria-hidden />
      </button>
      {message && (
        <p id="filter-refused" className="field-error" role="alert">
          {message}
        </p>
      )}
      {building && (
        <FilterBuilder noun={noun} text={text} onApply={apply} onClose={() => setBuilding(false)} />
      )}
    </div>
  );
}

const groupOf = (field: Field) => (field.type === 'date' ? `${field.name}:month` : field.name);

function GroupMenu({ noun }: { noun: Noun }) {
  const t = useWords();
  const label = useLabels();
  const { search, change } = useListAddress();
  const kinds = ['ref', 'enum', 'boolean', 'currency', 'date'];
  const fields = listFields(noun).filter((field) => kinds.includes(field.type));
  const now = fields.find((field) => groupOf(field) === search.group);
  const nameOf = (field: Field) =>
    field.type === 'date' ? t('byMonth', { field: label(field.label) }) : label(field.label);
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="button"
          aria-pressed={!!now}
          aria-label={now ? t('groupedBy', { field: nameOf(now) }) : t('group')}
        >
          <Group size={15} aria-hidden />
          <span className="wide-only">{now ? t('groupedBy', { field: nameOf(now) }) : t('group')}</span>
        </button>
      }
    >
      <MenuItem onSelect={() => change({ group: undefined })}>{t('noGroup')}</MenuItem>
      <MenuLine />
      {fields.map((field) => (
        <MenuItem key={field.name} onSelect={() => change({ group: groupOf(field) })}>
          {nameOf(field)}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** A filter that would work here, as a hint at how one is written. */
function exampleOf(noun: Noun): string {
  if (noun.sums?.[0]) return `${noun.sums[0]}>10000`;
  const state = noun.states?.[0]?.name;
  return state ? `state:${state}` : `${noun.list[0] ?? noun.title}:A`;
}
