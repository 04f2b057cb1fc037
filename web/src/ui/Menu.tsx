import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';

interface Props {
  trigger: ReactElement<Record<string, unknown>>;
  children: ReactNode;
  align?: 'start' | 'end';
}

export function Menu({ trigger, children, align = 'end' }: Props) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="floating" sideOffset={6} align={align} collisionPadding={8}>
          <Base.Popup className="menu">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface ItemProps {
  onSelect: () => void;
  children: ReactNode;
  hint?: string;
  disabled?: boolean;
  bad?: boolean;
}

export function MenuItem({ onSelect, children, hint, disabled, bad }: ItemProps) {
  return (
    <Base.Item className={bad ? 'menu-item bad' : 'menu-item'} onClick={onSelect} disabled={disabled}>
      <span className="menu-text">{children}</span>
      {hint && <span className="menu-hint">{hint}</span>}
    </Base.Item>
  );
}

export function MenuCheck({
  checked,
  onChange,
  children,
}: {
  checked: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Base.CheckboxItem
      className="menu-item"
      checked={checked}
      onCheckedChange={onChange}
      closeOnClick={false}
    >
      <span className="menu-check" aria-hidden>
        {checked ? '✓' : ''}
      </span>
      <span className="menu-text">{children}</span>
    </Base.CheckboxItem>
  );
}

export function MenuLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Base.LinkItem className="menu-item" href={href} download closeOnClick>
      {children}
    </Base.LinkItem>
  );
}

/** An item that leads to another page; `link` is the router's link. */
export function MenuGo({
  link,
  children,
}: {
  link: ReactElement<Record<string, unknown>>;
  children: ReactNode;
}) {
  return (
    <Base.LinkItem className="menu-item" closeOnClick render={link}>
      {children}
    </Base.LinkItem>
  );
}

export const MenuLine = () => <Base.Separator className="menu-line" />;
