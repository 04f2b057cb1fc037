import { Popover } from '@base-ui/react/popover';
import { CalendarDays } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useWords } from '../app/language.ts';
import { useMe } from '../app/session.ts';
import { readDate } from './format.ts';
import type { InputProps } from './inputProps.ts';

const Calendar = lazy(() => import('./Calendar.tsx').then((module) => ({ default: module.Calendar })));

/** A date typed in any usual way ("5/1", "+7") or picked from a calendar. */
export function DateField({ value, onChange, control, bad, inGrid }: InputProps) {
  const t = useWords();
  const { today } = useMe();
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const date = typeof value === 'string' ? value : '';
  const isRefused = typed !== null && typed !== '' && !readDate(typed, today);
  const leave = () => {
    if (typed === '') onChange(null);
    else if (typed && readDate(typed, today)) onChange(readDate(typed, today));
    setTyped(null);
  };
  return (
    <span className="date-field">
      <input
        {...control}
        className="input"
        autoComplete="off"
        placeholder={inGrid ? undefined : t('datePlaceholder')}
        aria-invalid={bad || isRefused || undefined}
        value={typed ?? date}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === 'Enter') leave();
        }}
      />
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger className="field-button" aria-label={t('openCalendar')} tabIndex={inGrid ? -1 : 0}>
          <CalendarDays size={15} aria-hidden />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner className="floating" sideOffset={6} collisionPadding={8}>
            <Popover.Popup className="menu calendar" aria-label={t('openCalendar')}>
              <Suspense fallback={<div className="calendar-wait" />}>
                <Calendar
                  date={date}
                  today={today}
                  onPick={(next) => {
                    onChange(next);
                    setOpen(false);
                  }}
                />
              </Suspense>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </span>
  );
}
