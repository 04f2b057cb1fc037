import { Link, useRouterState } from '@tanstack/react-router';
import { ChartColumn } from 'lucide-react';
import { useLabels, useWords } from './language.ts';
import { Mark } from './Mark.tsx';
import { entries, entryOf, home, nounsUnder, settings, type Entry } from './menu.ts';
import { pathOf } from './meta.ts';
import { useMeta } from './session.ts';
import { isListed, useReports } from './useReports.ts';

/** The entry whose page is on show, by the first two parts of the address. */
export function useEntryNow(): string {
  const { nouns } = useMeta();
  const [first = '', second = ''] = useRouterState({ select: (state) => state.location.pathname })
    .split('/')
    .slice(1);
  if (!first) return home.name;
  if (first === 'go') return second;
  const noun = nouns.find((one) => one.name === `${first}.${second}`);
  return noun ? entryOf(noun).name : first;
}

export function SideBar() {
  const t = useWords();
  return (
    <aside className="side">
      <Link to="/" className="brand">
        <Mark />
        {t('octant')}
      </Link>
      <nav className="side-nav" aria-label={t('mainMenu')}>
        <EntryList />
      </nav>
    </aside>
  );
}

export function EntryList() {
  const t = useWords();
  const now = useEntryNow();
  const { nouns } = useMeta();
  const hasReports = useReports().data?.some(isListed);
  const hasSettings = nounsUnder(nouns, settings).length > 0;
  return (
    <ul className="side-list">
      <li>
        <Link to="/" className="side-link" data-on={now === 'home' || undefined}>
          <home.icon size={17} aria-hidden />
          {t('home')}
        </Link>
      </li>
      {entries.map((entry) => (
        <EntryItem key={entry.name} entry={entry} isOpen={now === entry.name} />
      ))}
      <li className="side-gap">
        {hasReports && (
          <Link to="/reports" className="side-link" data-on={now === 'reports' || undefined}>
            <ChartColumn size={17} aria-hidden />
            {t('reports')}
          </Link>
        )}
      </li>
      {hasSettings && <EntryItem entry={settings} isOpen={now === settings.name} />}
    </ul>
  );
}

function EntryItem({ entry, isOpen }: { entry: Entry; isOpen: boolean }) {
  const t = useWords();
  const label = useLabels();
  const { nouns } = useMeta();
  const under = nounsUnder(nouns, entry);
  const { icon: Icon } = entry;
  return (
    <li>
      <Link
        to="/go/$entry"
        params={{ entry: entry.name }}
        className="side-link"
        data-on={(isOpen && under.length === 0) || undefined}
        data-open={isOpen || undefined}
        data-empty={under.length === 0 || undefined}
      >
        <Icon size={17} aria-hidden />
        {t(entry.word)}
      </Link>
      {isOpen && under.length > 0 && (
        <ul className="side-sub">
          {under.map((noun) => (
            <li key={noun.name}>
              <Link
                to="/$module/$noun"
                params={pathOf(noun.name)}
                className="side-link sub"
                activeProps={{ 'data-on': true }}
                activeOptions={{ includeSearch: false }}
              >
                {label(noun.plural)}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
