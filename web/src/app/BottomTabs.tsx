import { Link } from '@tanstack/react-router';
import { Handshake, House, ListTodo, Menu as MenuIcon, ScanLine } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useRouterState } from '@tanstack/react-router';
import { Dialog } from '../ui/Dialog.tsx';
import { useWords } from './language.ts';
import { EntryList, useEntryNow } from './SideBar.tsx';

export function BottomTabs() {
  const t = useWords();
  const now = useEntryNow();
  const [more, setMore] = useState(false);
  const address = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => {
    if (!address.startsWith('/go/')) setMore(false);
  }, [address]);
  return (
    <nav className="tabs" aria-label={t('mainMenu')}>
      <Link to="/" className="tab" data-on={now === 'home' || undefined}>
        <House size={20} aria-hidden />
        {t('home')}
      </Link>
      <Link
        to="/go/$entry"
        params={{ entry: 'sales' }}
        className="tab"
        data-on={now === 'sales' || undefined}
      >
        <Handshake size={20} aria-hidden />
        {t('sales')}
      </Link>
      <Link to="/tasks" className="tab" data-on={now === 'tasks' || undefined}>
        <ListTodo size={20} aria-hidden />
        {t('tasks')}
      </Link>
      <Link to="/scan" className="tab" data-on={now === 'scan' || undefined}>
        <ScanLine size={20} aria-hidden />
        {t('scan')}
      </Link>
      <button type="button" className="tab" onClick={() => setMore(true)} aria-haspopup="dialog">
        <MenuIcon size={20} aria-hidden />
        {t('more')}
      </button>
      {more && (
        <Dialog title={t('mainMenu')} onClose={() => setMore(false)}>
          <EntryList />
        </Dialog>
      )}
    </nav>
  );
}
