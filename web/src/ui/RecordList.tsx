import { Link, useNavigate } from '@tanstack/react-router';
import { Plus, Upload } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useLabels, useWords } from '../app/language.ts';
import { pathOf, type Noun } from '../app/meta.ts';
import { usePreferences } from '../app/preferences.ts';
import { BulkBar } from './BulkBar.tsx';
import { Empty, Failed, Loading } from './Empty.tsx';
import { ListCards } from './ListCards.tsx';
import { ListFoot } from './ListFoot.tsx';
import { ListGroups } from './ListGroups.tsx';
import { ListTable } from './ListTable.tsx';
import { ListTabs } from './ListTabs.tsx';
import { ListTools } from './ListTools.tsx';
import { useKeys } from './keys.ts';
import { useColumns, useListAddress, useRows, type RowsProps } from './useList.ts';
import { usePhone } from './useMedia.ts';

const ImportDialog = lazy(() =>
  import('./ImportDialog.tsx').then((module) => ({ default: module.ImportDialog })),
);

/** The list of any noun, made from its description. */
export function RecordList({ noun }: { noun: Noun }) {
  const label = useLabels();
  const { search, change } = useListAddress();
  const { columns, ...choice } = useColumns(noun);
  const list = useRows(noun, search, columns);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => setSelected(new Set()), [search.filter, search.group]);
  useEffect(() => {
    document.title = `${label(noun.plural)} · Octant`;
  });
  const chosen = list.rows.filter((row) => selected.has(row.id));
  return (
    <>
      <ListHead noun={noun} />
      <section className="card list-card">
        <ListTabs noun={noun} filter={search.filter} onFilter={(filter) => change({ filter })} />
        <ListTools noun={noun} columns={columns} choice={choice} refused={list.error} />
        {search.group ? (
          <ListGroups noun={noun} search={search} onPick={(filter) => change({ filter, group: undefined })} />
        ) : (
          <Rows {...{ noun, columns, list, selected, setSelected }} />
        )}
        <ListFoot noun={noun} list={list} isGrouped={!!search.group} />
      </section>
      {chosen.length > 0 && <BulkBar noun={noun} rows={chosen} onClear={() => setSelected(new Set())} />}
    </>
  );
}

function ListHead({ noun }: { noun: Noun }) {
  const t = useWords();
  const label = useLabels();
  const navigate = useNavigate();
  const [importing, setImporting] = useState(false);
  const create = noun.may.includes('create');
  const fresh = { ...pathOf(noun.name), id: 'new' };
  useKeys(
    create
      ? [{ keys: 'n', word: 'keyNew', run: () => void navigate({ to: '/$module/$noun/$id', params: fresh }) }]
      : [],
  );
  return (
    <header className="page-head">
      <h1>{label(noun.plural)}</h1>
      {create && (
        <div className="page-actions">
          <button type="button" className="button" onClick={() => setImporting(true)}>
            <Upload size={15} aria-hidden />
            {t('import')}
          </button>
          <Link className="button primary" to="/$module/$noun/$id" params={fresh}>
            <Plus size={16} aria-hidden />
            {t('newOf', { noun: label(noun.label) })}
          </Link>
        </div>
      )}
      {importing && (
        <Suspense fallback={null}>
          <ImportDialog noun={noun} onClose={() => setImporting(false)} />
        </Suspense>
      )}
    </header>
  );
}

function Rows(props: RowsProps) {
  const t = useWords();
  const isPhone = usePhone();
  const { search, change } = useListAddress();
  const { compact } = usePreferences();
  const { list } = props;
  if (list.isLoading) return <Loading rows={12} />;
  if (list.error && list.rows.length === 0) return <Failed error={list.error} onRetry={list.retry} />;
  if (list.rows.length === 0) {
    return (
      <Empty title={search.filter ? t('nothingFits') : t('nothingYet')}>
        {search.filter && (
          <button type="button" className="button" onClick={() => change({ filter: undefined })}>
            {t('clearFilter')}
          </button>
        )}
      </Empty>
    );
  }
  return isPhone ? (
    <ListCards {...props} />
  ) : (
    <ListTable {...props} key={String(compact)} rowHeight={compact ? 34 : 44} />
  );
}
