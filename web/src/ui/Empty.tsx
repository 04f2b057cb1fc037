import { CircleSlash2, SearchX, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Refusal } from '../app/api.ts';
import { useWords } from '../app/language.ts';
import { sentence } from './toast.tsx';

interface Props {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
  isPage?: boolean;
}

/** A designed nothing: what is missing and what to do next. */
export function Empty({ icon: Icon = SearchX, title, children, isPage }: Props) {
  const Title = isPage ? 'h1' : 'p';
  return (
    <div className="empty">
      <Icon size={28} strokeWidth={1.5} aria-hidden />
      <Title className="empty-title">{title}</Title>
      {children && <div className="empty-text">{children}</div>}
    </div>
  );
}

export function Failed({
  error,
  onRetry,
  isPage,
}: {
  error: unknown;
  onRetry?: () => void;
  isPage?: boolean;
}) {
  const t = useWords();
  const status = error instanceof Refusal ? error.status : 0;
  const title = status === 403 ? t('noRight') : status === 404 ? t('notFound') : t('couldNotLoad');
  return (
    <Empty
      icon={status === 403 || status === 404 ? CircleSlash2 : TriangleAlert}
      title={title}
      isPage={isPage}
    >
      <p role="alert">{sentence(error)}</p>
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          {t('tryAgain')}
        </button>
      )}
    </Empty>
  );
}

export function Loading({ rows = 6 }: { rows?: number }) {
  const t = useWords();
  return (
    <div className="loading" role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="skeleton" />
      ))}
    </div>
  );
}
