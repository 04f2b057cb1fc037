import { Languages, Moon, Search, Sun } from 'lucide-react';
import { Menu, MenuCheck, MenuItem, MenuLine } from '../ui/Menu.tsx';
import { tell, warnOf } from '../ui/toast.tsx';
import { useWords } from './language.ts';
import { setPreferences, usePreferences } from './preferences.ts';
import { leave, switchCompany, switchLanguage, useMe } from './session.ts';

export function switchTheme() {
  const isDark = document.documentElement.dataset['theme'] === 'dark';
  setPreferences({ theme: isDark ? 'light' : 'dark' });
}

export function TopBar({ onPalette, onKeys }: { onPalette: () => void; onKeys: () => void }) {
  const t = useWords();
  usePreferences();
  const isDark = document.documentElement.dataset['theme'] === 'dark';
  return (
    <header className="top">
      <button type="button" className="search-button" onClick={onPalette} aria-keyshortcuts="Control+K">
        <Search size={16} aria-hidden />
        <span className="search-words">{t('searchEverything')}</span>
        <kbd aria-hidden>Ctrl K</kbd>
      </button>
      <div className="top-end">
        <button type="button" className="button quiet" onClick={() => void switchLanguage().catch(warnOf)}>
          <Languages size={17} aria-hidden />
          <span className="unseen">{t('switchLanguage')}</span> {t('otherLanguageShort')}
        </button>
        <button
          type="button"
          className="button quiet icon"
          onClick={switchTheme}
          aria-label={isDark ? t('lightTheme') : t('darkTheme')}
        >
          {isDark ? <Sun size={17} aria-hidden /> : <Moon size={17} aria-hidden />}
        </button>
        <UserMenu onKeys={onKeys} />
      </div>
    </header>
  );
}

function UserMenu({ onKeys }: { onKeys: () => void }) {
  const t = useWords();
  const me = useMe();
  const { theme } = usePreferences();
  const name = me.user.name || me.user.login;
  async function moveTo(company: { id: string; name: string }) {
    await switchCompany(company.id);
    tell(t('companyIsNow', { company: company.name }));
  }
  return (
    <Menu
      trigger={
        <button type="button" className="avatar" aria-label={t('userMenu', { name })}>
          {initials(name)}
        </button>
      }
    >
      <div className="menu-head">
        <strong>{name}</strong>
        <span className="muted">{me.company.name}</span>
      </div>
      <MenuLine />
      {me.companies.length > 1 &&
        me.companies.map((company) => (
          <MenuCheck
            key={company.id}
            checked={company.id === me.company.id}
            onChange={() => void moveTo(company).catch(warnOf)}
          >
            {company.name}
          </MenuCheck>
        ))}
      {me.companies.length > 1 && <MenuLine />}
      <MenuCheck
        checked={theme === 'system'}
        onChange={(on) => setPreferences({ theme: on ? 'system' : 'light' })}
      >
        {t('themeOfSystem')}
      </MenuCheck>
      <MenuItem onSelect={onKeys} hint="?">
        {t('keyHelp')}
      </MenuItem>
      <MenuLine />
      <MenuItem onSelect={() => void leave().catch(warnOf)}>{t('signOut')}</MenuItem>
    </Menu>
  );
}

/** 林静 -> 林; Lin Jing -> LJ. */
function initials(name: string): string {
  if (/[\u4e00-\u9fff]/.test(name)) return name.slice(0, 1);
  const parts = name.split(/[\s._-]+/).filter(Boolean);
  return parts
    .slice(0, 2)
    .map((part) => part[0]!.toUpperCase())
    .join('');
}
