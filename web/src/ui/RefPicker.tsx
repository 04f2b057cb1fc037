import { keepPreviousData, useQuery } from '@tanstack/react-query';
import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
} from 'react';
import { api } from '../app/api.ts';
import { useWords } from '../app/language.ts';
import { fieldNamed, textOf, titleOf, type Language, type Noun, type Row, type Titled } from '../app/meta.ts';
import { useNoun } from '../app/session.ts';
import type { InputProps } from './inputProps.ts';
import { useDelayed } from './useDelayed.ts';
import { plainText } from './Value.tsx';
import { usePreferences } from '../app/preferences.ts';

interface Props extends Omit<InputProps, 'value'> {
  noun: string;
  value: Titled | string | null;
}

const shownRows = 20;

/** What tells two records of the same name apart: their first columns besides the name. */
const besides = (noun: Noun) =>
  noun.list
    .filter((name) => name !== noun.title && name !== 'state' && fieldNamed(noun, name)?.type !== 'boolean')
    .slice(0, 2);

export const besidesText = (noun: Noun, row: Row, language: Language) =>
  besides(noun)
    .map((name) => plainText(fieldNamed(noun, name)!, row[name], language))
    .filter(Boolean)
    .join(' · ');

export function searchNoun(noun: Noun, text: string, limit: number, signal?: AbortSignal) {
  return api.list(noun.name, { search: text, limit, columns: [noun.title, ...besides(noun)] }, signal);
}

/** Finds a record of another noun by what one types; arrows and Enter choose. */
export function RefPicker({ noun: name, value, onChange, control, bad, inGrid }: Props) {
  const t = useWords();
  const noun = useNoun(name);
  const list = useId();
  const box = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const sought = useDelayed(typed ?? '', 180);
  const isOpen = typed !== null;
  const { data } = useQuery({
    queryKey: ['list', name, 'pick', sought],
    queryFn: ({ signal }) => searchNoun(noun!, sought, shownRows, signal),
    enabled: isOpen && !!noun,
    placeholderData: keepPreviousData,
  });
  const rows = data?.rows ?? [];
  useEffect(() => setActive(0), [data]);

  const choose = (row: Row | undefined) => {
    if (!row || !noun) return;
    onChange({ id: row.id, title: titleOf(noun, row) });
    setTyped(null);
  };
  const leave = () => {
    if (typed === '' && value) onChange(null);
    else if (typed && rows.length === 1 && typed === sought) choose(rows[0]);
    setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!isOpen) {
      if (step && (!inGrid || event.altKey)) {
        event.preventDefault();
        setTyped('');
      }
      return;
    }
    if (step) setActive((active + step + rows.length) % Math.max(rows.length, 1));
    else if (event.key === 'Enter') choose(rows[active]);
    else if (event.key === 'Escape') setTyped(null);
    else if (event.key === 'Tab' && typed) {
      choose(rows[active]);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span className="picker">
      <input
        {...control}
        ref={box}
        className="input"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && rows[active] ? `${list}-${active}` : undefined}
        aria-invalid={bad || undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={inGrid ? undefined : t('search')}
        value={typed ?? textOf(value)}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.target.select()}
        onClick={() => {
          if (!isOpen && !inGrid) setTyped('');
        }}
        onBlur={leave}
      />
      {isOpen && noun && (
        <Options {...{ list, rows, active, noun, box, choose }} isEmpty={!!data && rows.length === 0} />
      )}
    </span>
  );
}

interface OptionsProps {
  list: string;
  rows: Row[];
  active: number;
  noun: Noun;
  isEmpty: boolean;
  box: React.RefObject<HTMLInputElement | null>;
  choose: (row: Row) => void;
}

function Options({ list, rows, active, noun, isEmpty, box, choose }: OptionsProps) {
  const t = useWords();
  const { language } = usePreferences();
  const place = usePlace(box);
  return (
    <ul id={list} role="listbox" className="options" style={place} aria-label={t('choices')}>
      {isEmpty && (
        <li className="option muted" role="option" aria-selected={false} aria-disabled>
          {t('nothingFound')}
        </li>
      )}
      {rows.map((row, index) => (
        <li
          key={row.id}
          id={`${list}-${index}`}
          role="option"
          aria-selected={index === active}
          className="option"
          ref={index === active ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
          onPointerDown={(event) => {
            event.preventDefault();
            choose(row);
          }}
        >
          <span>{titleOf(noun, row)}</span>
          <span className="muted">{besidesText(noun, row, language)}</span>
        </li>
      ))}
    </ul>
  );
}

const lowest = 260;

/** Fixed to the window, so that neither a grid's scrolling nor a dialog's edge cuts the list off. */
function usePlace(box: React.RefObject<HTMLInputElement | null>): CSSProperties {
  const [place, setPlace] = useState<CSSProperties>({ visibility: 'hidden' });
  useLayoutEffect(() => {
    const measure = () => {
      const rect = box.current?.getBoundingClientRect();
      if (!rect) return;
      const width = Math.min(Math.max(rect.width, 280), innerWidth - 16);
      const left = Math.max(8, Math.min(rect.left, innerWidth - width - 8));
      const isBelow = rect.bottom + lowest < innerHeight || rect.top < lowest;
      setPlace(
        isBelow ? { left, width, top: rect.bottom + 4 } : { left, width, bottom: innerHeight - rect.top + 4 },
      );
    };
    measure();
    addEventListener('scroll', measure, true);
    addEventListener('resize', measure);
    return () => {
      removeEventListener('scroll', measure, true);
      removeEventListener('resize', measure);
    };
  }, [box]);
  return place;
}
