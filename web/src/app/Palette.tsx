import { Dialog } from '@base-ui/react/dialog';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { useState } from 'react';
import { besidesText } from '../ui/RefPicker.tsx';
import { warnOf } from '../ui/toast.tsx';
import { useLabels, useWords } from './language.ts';
import { entries, home } from './menu.ts';
import { pathOf, titleOf, type Noun } from './meta.ts';
import { usePreferences } from './preferences.ts';
import { leave, switchLanguage, useMeta } from './session.ts';
import { isListed, useReports } from './useReports.ts';
import { switchTheme } from './TopBar.tsx';
import { useFind } from './useFind.ts';

/** Ctrl-K: pages, records and actions from one field. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useWords();
  const [text, setText] = useState('');
  const { found, isBusy } = useFind(text);
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="palette" aria-label={t('searchEverything')}>
          <Command label={t('searchEverything')} loop>
            <Command.Input
              value={text}
              onValueChange={setText}
              placeholder={t('searchEverything')}
              autoFocus
            />
            <Command.List label={t('choices')}>
              {found.length === 0 && (
                <Command.Empty>{isBusy ? t('loading') : t('nothingFound')}</Command.Empty>
              )}
              {found.map(({ noun, rows }) => (
                <FoundGroup key={noun.name} {...{ noun, rows, onClose }} />
              ))}
              <Actions onClose={onClose} />
              <Pages onClose={onClose} />
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function FoundGroup({
  noun,
  rows,
  onClose,
}: {
  noun: Noun;
  rows: ReturnType<typeof useFind>['found'][0]['rows'];
  onClose: () => void;
}) {
  const t = useWords();
  const label = useLabels();
  const navigate = useNavigate();
  const { language } = usePreferences();
  const open = (id: string) => {
    onClose();
    void navigate({ to: '/$module/$noun/$id', params: { ...pathOf(noun.name), id } });
  };
  return (
    <Command.Group heading={label(noun.plural)} forceMount>
      {rows.map((row) => (
        <Command.Item key={row.id} value={`${noun.name} ${row.id}`} forceMount onSelect={() => open(row.id)}>
          <span>{titleOf(noun, row) || t('unnumbered')}</span>
          <span className="muted">{besidesText(noun, row, language)}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function Actions({ onClose }: { onClose: () => void }) {
  const t = useWords();
  const label = useLabels();
  const navigate = useNavigate();
  const { nouns } = useMeta();
  const act = (work: () => Promise<unknown> | void) => () => {
    onClose();
    void Promise.resolve(work()).catch(warnOf);
  };
  const creatable = nouns.filter((noun) => noun.menu && noun.may.includes('create'));
  return (
    <Command.Group heading={t('actions')}>
      {creatable.map((noun) => (
        <Command.Item
          key={noun.name}
          value={`new ${noun.name}`}
          keywords={[t('newOf', { noun: label(noun.label) }), noun.label.en, noun.label.zh]}
          onSelect={act(() =>
            navigate({ to: '/$module/$noun/$id', params: { ...pathOf(noun.name), id: 'new' } }),
          )}
        >
          {t('newOf', { noun: label(noun.label) })}
        </Command.Item>
      ))}
      <Command.Item value="language" keywords={[t('switchLanguage')]} onSelect={act(switchLanguage)}>
        {t('switchLanguage')}
      </Command.Item>
      <Command.Item
        value="theme dark light"
        keywords={[t('darkTheme'), t('lightTheme')]}
        onSelect={act(switchTheme)}
      >
        {t('switchTheme')}
      </Command.Item>
      <Command.Item value="sign out" keywords={[t('signOut')]} onSelect={act(leave)}>
        {t('signOut')}
      </Command.Item>
    </Command.Group>
  );
}

function Pages({ onClose }: { onClose: () => void }) {
  const t = useWords();
  const label = useLabels();
  const navigate = useNavigate();
  const { nouns } = useMeta();
  const hasReports = useReports().data?.some(isListed);
  const go = (work: () => Promise<void>) => () => {
    onClose();
    void work();
  };
  return (
    <Command.Group heading={t('pages')}>
      <Command.Item value="home" keywords={[t(home.word)]} onSelect={go(() => navigate({ to: '/' }))}>
        {t('home')}
      </Command.Item>
      {nouns
        .filter((noun) => noun.menu)
        .map((noun) => (
          <Command.Item
            key={noun.name}
            value={`list ${noun.name}`}
            keywords={[noun.plural.en, noun.plural.zh]}
            onSelect={go(() => navigate({ to: '/$module/$noun', params: pathOf(noun.name) }))}
          >
            {label(noun.plural)}
          </Command.Item>
        ))}
      {hasReports && (
        <Command.Item
          value="reports"
          keywords={[t('reports')]}
          onSelect={go(() => navigate({ to: '/reports' }))}
        >
          {t('reports')}
        </Command.Item>
      )}
      {entries.map((entry) => (
        <Command.Item
          key={entry.name}
          value={`entry ${entry.name}`}
          keywords={[t(entry.word)]}
          onSelect={go(() => navigate({ to: '/go/$entry', params: { entry: entry.name } }))}
        >
          {t(entry.word)}
        </Command.Item>
      ))}
    </Command.Group>
  );
}
