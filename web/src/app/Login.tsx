import { Languages } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { sentence } from '../ui/toast.tsx';
import { api, keepToken, Refusal } from './api.ts';
import { useWords } from './language.ts';
import { Mark } from './Mark.tsx';
import { preferences } from './preferences.ts';
import { client, signedIn, switchLanguage } from './session.ts';

export function Login() {
  const t = useWords();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [hasChosen, setHasChosen] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError('');
    try {
      const me = await api.login(user.trim(), password);
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'me' });
      // Who switches the language here means it; who does not gets the one kept with the user.
      keepToken(me);
      signedIn(hasChosen ? await api.setMe({ language: preferences().language }) : me);
    } catch (refused) {
      const isWrong = refused instanceof Refusal && refused.status === 401;
      setError(isWrong ? t('loginRefused') : sentence(refused));
      setBusy(false);
    }
  }

  return (
    <main className="login">
      <form className="login-card" onSubmit={(event) => void submit(event)} aria-labelledby="login-title">
        <div className="login-head">
          <h1 id="login-title" className="brand">
            <Mark size={30} />
            {t('octant')}
          </h1>
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              setHasChosen(true);
              void switchLanguage();
            }}
          >
            <Languages size={16} aria-hidden />
            {t('otherLanguage')}
          </button>
        </div>
        <p className="muted">{t('claim')}</p>
        <label className="field">
          <span className="field-label">{t('userName')}</span>
          <input
            className="input"
            name="user"
            autoComplete="username"
            autoFocus
            required
            value={user}
            onChange={(event) => setUser(event.target.value)}
          />
        </label>
        <label className="field">
          <span className="field-label">{t('password')}</span>
          <input
            className="input"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        {error && (
          <p className="alert" role="alert">
            {error}
          </p>
        )}
        <button type="submit" className="button primary large" disabled={busy}>
          {busy ? t('signingIn') : t('signIn')}
        </button>
      </form>
    </main>
  );
}
