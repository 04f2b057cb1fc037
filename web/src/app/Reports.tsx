import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useEffect } from 'react';
import { Empty, Failed, Loading } from '../ui/Empty.tsx';
import { LabelledInput } from '../ui/Fields.tsx';
import { ReportTable } from '../ui/ReportTable.tsx';
import { api } from './api.ts';
import { useLabels, useWords, type Word } from './language.ts';
import type { Choice, Field, Label } from './meta.ts';
import { isListed, useReports, type Parameter, type Report } from './useReports.ts';
import { words } from './words.ts';

/** Parameters that the list of reports gives by name only. */
const known: Record<string, Partial<Parameter>> = {
  from: { type: 'date' },
  to: { type: 'date' },
  at: { type: 'date' },
  by: {
    values: ['item', 'category', 'customer', 'salesperson', 'channel', 'region', 'order'],
    required: true,
  },
  item: { type: 'ref', noun: 'master.item' },
  location: { type: 'ref', noun: 'inventory.location' },
};

/** What a report tells, below its name; ours, as the server has names only. */
function useAbout() {
  const t = useWords();
  return (name: string) => {
    const word = `${wordOf('report', name)}Long`;
    return word in words ? t(word as Word) : '';
  };
}

/** "sales-by-item" -> "reportSalesByItem" */
const wordOf = (prefix: string, name: string) =>
  prefix +
  name
    .split(/[-_]/)
    .map((part) => part[0]!.toUpperCase() + part.slice(1))
    .join('');

/** The server's own label, else our word of that name, else the name itself. */
function useName() {
  const t = useWords();
  const label = useLabels();
  return (prefix: string, name: string, given?: Label) => {
    if (given) return label(given);
    const word = wordOf(prefix, name);
    return word in words ? t(word as Word) : name.replaceAll(/[-_]/g, ' ');
  };
}

export function Reports() {
  const t = useWords();
  const name = useName();
  const about = useAbout();
  const { data, error, refetch } = useReports();
  useEffect(() => {
    document.title = `${t('reports')} · Octant`;
  });
  if (error) return <Failed isPage error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <header className="page-head">
        <h1>{t('reports')}</h1>
      </header>
      {!data ? (
        <Loading />
      ) : (
        <div className="noun-cards wide">
          {data.filter(isListed).map((report) => (
            <div key={report.name} className="card noun-card">
              <Link className="report-card" to="/reports/$name" params={{ name: report.name }}>
                <strong>{name('report', report.name, report.label)}</strong>
                <span className="muted">{about(report.name)}</span>
              </Link>
            </div>
          ))}
        </div>
      )}
    </>
  );
}

export function ReportPage() {
  const t = useWords();
  const titled = useName();
  const about = useAbout();
  const { name } = useParams({ from: '/reports/$name' });
  const given = useSearch({ strict: false }) as Record<string, string>;
  const report = useReports().data?.find((one) => one.name === name);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['report', name, given],
    queryFn: () => api.report(name, given),
    placeholderData: (old) => old,
    retry: false,
  });
  const title = titled('report', name, report?.label);
  useEffect(() => {
    document.title = `${title} · Octant`;
  });
  return (
    <>
      <nav className="crumbs">
        <Link to="/reports">{t('reports')}</Link>
        <ChevronRight size={13} aria-hidden />
      </nav>
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          <p className="muted">{about(name)}</p>
        </div>
      </header>
      <section className="card" data-stale={isPlaceholderData || undefined}>
        {report && <Parameters report={report} given={given} />}
        {error ? (
          <Failed error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <Loading />
        ) : data.rows.length === 0 ? (
          <Empty title={t('nothingFits')} />
        ) : (
          <ReportTable answer={data} title={title} />
        )}
      </section>
    </>
  );
}

function asField(parameter: string | Parameter, titled: ReturnType<typeof useName>): Field {
  const one: Parameter = typeof parameter === 'string' ? { name: parameter, ...known[parameter] } : parameter;
  const text = titled('parameter', one.name, one.label);
  const values = one.values?.map((value): Choice =>
    typeof value === 'string'
      ? { name: value, label: { en: titled('by', value), zh: titled('by', value) } }
      : value,
  );
  return {
    name: one.name,
    label: { en: text, zh: text },
    type: one.type ?? (values ? 'enum' : 'text'),
    values,
    noun: one.noun,
    required: one.required,
  };
}

/** What the server takes when nothing was chosen. */
const firstChoice = (field: Field) => (field.required ? (field.values?.[0]?.name ?? null) : null);

function Parameters({ report, given }: { report: Report; given: Record<string, string> }) {
  const titled = useName();
  const navigate = useNavigate();
  const fields = (report.parameters ?? []).map((parameter) => asField(parameter, titled));
  if (fields.length === 0) return null;
  const set = (name: string, value: unknown) => {
    const text =
      value === null || value === undefined
        ? undefined
        : typeof value === 'object'
          ? (value as { id: string }).id
          : String(value);
    void navigate({
      to: '/reports/$name',
      params: { name: report.name },
      search: { ...given, [name]: text } as never,
    });
  };
  return (
    <div className="report-parameters">
      {fields.map((field) => (
        <LabelledInput
          key={field.name}
          field={field}
          value={given[field.name] ?? firstChoice(field)}
          onChange={(value) => set(field.name, value)}
        />
      ))}
    </div>
  );
}
