import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Loading } from '../ui/Empty.tsx';
import { KeyHelp } from '../ui/KeyHelp.tsx';
import { useKeys } from '../ui/keys.ts';
import { usePhone } from '../ui/useMedia.ts';
import { useWords } from './language.ts';
import { BottomTabs } from './BottomTabs.tsx';
import { SideBar } from './SideBar.tsx';
import { TopBar } from './TopBar.tsx';

const Palette = lazy(() => import('./Palette.tsx').then((module) => ({ default: module.Palette })));

export function Shell() {
  const t = useWords();
  const isPhone = usePhone();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => {
    setOpen(null);
  }, [path]);
  useKeys([
    { keys: 'Ctrl+k', word: 'keyPalette', run: () => setOpen('palette'), whileTyping: true },
    { keys: '?', word: 'keyHelp', run: () => setOpen('keys') },
    { keys: 'Alt+h', word: 'keyHome', run: () => void navigate({ to: '/' }), whileTyping: true },
  ]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('skipToContent')}
      </a>
      {!isPhone && <SideBar />}
      <TopBar onPalette={() => setOpen('palette')} onKeys={() => setOpen('keys')} />
      <main id="main" className="main" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      {isPhone && <BottomTabs />}
      {open === 'palette' && (
        <Suspense fallback={null}>
          <Palette onClose={() => setOpen(null)} />
        </Suspense>
      )}
      {open === 'keys' && <KeyHelp onClose={() => setOpen(null)} />}
    </div>
  );
}
