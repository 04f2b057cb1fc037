import { DayPicker } from 'react-day-picker';
import { enUS, zhCN } from 'react-day-picker/locale';
import { usePreferences } from '../app/preferences.ts';
import './calendar.css';

function asLocal(date: string): Date | undefined {
  return date ? new Date(`${date}T00:00:00`) : undefined;
}

function toDate(day: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

export function Calendar({
  date,
  today,
  onPick,
}: {
  date: string;
  today: string;
  onPick: (date: string) => void;
}) {
  const { language } = usePreferences();
  const selected = asLocal(date);
  return (
    <DayPicker
      mode="single"
      autoFocus
      selected={selected}
      today={asLocal(today)}
      weekStartsOn={1}
      showOutsideDays
      defaultMonth={selected ?? asLocal(today)}
      locale={language === 'zh' ? zhCN : enUS}
      onSelect={(day) => {
        if (day) onPick(toDate(day));
      }}
    />
  );
}
