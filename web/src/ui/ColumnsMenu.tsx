import { Columns3 } from 'lucide-react';
import { useLabels, useWords } from '../app/language.ts';
import type { Field } from '../app/meta.ts';
import { Menu, MenuCheck, MenuItem, MenuLine } from './Menu.tsx';

interface Props {
  fields: Field[];
  shown: string[];
  isOwn: boolean;
  isQuiet?: boolean;
  onToggle: (name: string, on: boolean) => void;
  onReset: () => void;
}

export function ColumnsMenu({ fields, shown, isOwn, isQuiet, onToggle, onReset }: Props) {
  const t = useWords();
  const label = useLabels();
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={isQuiet ? 'button quiet desk' : 'button desk'}
          aria-label={t('columns')}
        >
          <Columns3 size={15} aria-hidden />
          <span className="wide-only">{t('columns')}</span>
        </button>
      }
    >
      {isOwn && <MenuItem onSelect={onReset}>{t('columnsDefault')}</MenuItem>}
      {isOwn && <MenuLine />}
      {fields.map((field) => (
        <MenuCheck
          key={field.name}
          checked={shown.includes(field.name)}
          onChange={(on) => onToggle(field.name, on)}
        >
          {label(field.label)}
        </MenuCheck>
      ))}
    </Menu>
  );
}
