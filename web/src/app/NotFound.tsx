import { Link } from '@tanstack/react-router';
import { Empty } from '../ui/Empty.tsx';
import { useWords } from './language.ts';

export function NotFound() {
  const t = useWords();
  return (
    <Empty isPage title={t('notFound')}>
      <p>{t('notFoundLong')}</p>
      <Link className="button" to="/">
        {t('home')}
      </Link>
    </Empty>
  );
}
