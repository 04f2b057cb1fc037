import { useNavigate } from '@tanstack/react-router';
import { useLayoutEffect, useRef, useState } from 'react';
import { useWords } from '../../app/language.ts';
import { usePreferences } from '../../app/preferences.ts';
import { compact, shortMonth } from '../../ui/format.ts';
import { useMoney } from './figures.tsx';
import { lastDayOf } from './period.ts';

export interface Series {
  months: string[];
  now: number[];
  before: number[];
}

const edge = { top: 14, right: 14, bottom: 26, left: 50 };
const steps = 4;

/** A round number not below the value: the top of an axis. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return ([1, 1.2, 1.6, 2, 2.4, 3.2, 4, 5, 6, 8, 10].find((one) => one * unit >= value) ?? 10) * unit;
}

const smallest = { width: 240, height: 268 };

function useSize() {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState(smallest);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () =>
      setSize({
        width: Math.max(element.clientWidth, smallest.width),
        height: Math.max(element.clientHeight, smallest.height),
      });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, ...size };
}

/** A month is pointed at to read it and clicked to see what it is made of; the table has the same links. */
export function LineChart({ months, now, before, label }: Series & { label: string }) {
  const { box, width, height } = useSize();
  const { language } = usePreferences();
  const navigate = useNavigate();
  const [at, setAt] = useState<number | null>(null);
  const top = roundUp(Math.max(...now, ...before));
  const inner = width - edge.left - edge.right;
  const x = (index: number) => edge.left + (index * inner) / (months.length - 1);
  const y = (value: number) => edge.top + (1 - value / top) * (height - edge.top - edge.bottom);
  const line = (values: number[]) => values.map((value, index) => `${x(index)},${y(value)}`).join(' ');
  const every = width < 520 ? 3 : 1;
  const last = months.length - 1;
  return (
    <div className="chart" ref={box}>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={label}
        onPointerLeave={() => setAt(null)}
        onPointerMove={(event) => {
          const left = event.clientX - event.currentTarget.getBoundingClientRect().left - edge.left;
          setAt(Math.min(last, Math.max(0, Math.round((left / inner) * last))));
        }}
        onClick={() => {
          if (at === null) return;
          const search = { by: 'customer', from: `${months[at]}-01`, to: lastDayOf(months[at]!) };
          void navigate({ to: '/reports/$name', params: { name: 'margin' }, search: search as never });
        }}
      >
        {Array.from({ length: steps + 1 }, (_, step) => (
          <g key={step}>
            <line
              className="chart-grid"
              x1={edge.left}
              x2={width - edge.right}
              y1={y((top * step) / steps)}
              y2={y((top * step) / steps)}
            />
            <text className="chart-text" x={edge.left - 8} y={y((top * step) / steps) + 4} textAnchor="end">
              {compact((top * step) / steps, language)}
            </text>
          </g>
        ))}
        {months.map((month, index) =>
          (last - index) % every ? null : (
            <text key={month} className="chart-text" x={x(index)} y={height - 6} textAnchor="middle">
              {shortMonth(month, language)}
            </text>
          ),
        )}
        <polyline className="chart-line" data-line="before" points={line(before)} />
        <polyline className="chart-line" data-line="now" points={line(now)} />
        <circle className="chart-point" data-open cx={x(last)} cy={y(now[last]!)} r={4} />
        {at !== null && (
          <>
            <line className="chart-at" x1={x(at)} x2={x(at)} y1={edge.top} y2={height - edge.bottom} />
            <circle className="chart-point" cx={x(at)} cy={y(now[at]!)} r={4} />
          </>
        )}
      </svg>
      {at !== null && (
        <Tip left={x(at)} isRight={at > last / 2} month={months[at]!} now={now[at]!} before={before[at]!} />
      )}
    </div>
  );
}

interface TipProps {
  left: number;
  isRight: boolean;
  month: string;
  now: number;
  before: number;
}

function Tip({ left, isRight, month, now, before }: TipProps) {
  const t = useWords();
  const money = useMoney();
  return (
    <div className="chart-tip" data-right={isRight || undefined} style={{ left }} aria-hidden>
      <strong>{month}</strong>
      <span className="figure">
        {t('last12')} <b>{money(now)}</b>
      </span>
      <span className="figure">
        {t('yearBefore')} <b>{money(before)}</b>
      </span>
    </div>
  );
}
