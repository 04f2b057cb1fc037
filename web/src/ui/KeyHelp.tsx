import { useWords } from '../app/language.ts';
import { Dialog } from './Dialog.tsx';
import { useRegisteredKeys } from './keys.ts';

export function KeyHelp({ onClose }: { onClose: () => void }) {
  const t = useWords();
  const keys = useRegisteredKeys();
  return (
    <Dialog title={t('keyHelp')} onClose={onClose}>
      <dl className="key-list">
        {keys.map((key) => (
          <div key={key.keys + key.word}>
            <dt>
              <kbd>{key.keys.replace('Ctrl+k', 'Ctrl+K').replaceAll('+', ' ')}</kbd>
            </dt>
            <dd>{t(key.word)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
