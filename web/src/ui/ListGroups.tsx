import { useQuery } from '@tanstack/react-query';
import { api, type Group } from '../app/api.ts';
import { useLabels, useWords } from '../app/language.ts';
import { fieldNamed, type Field, type Noun } from '../app/meta.ts';
import { Empty, Failed, Loading } from './Empty.tsx';
import { withTerm } from './filter.ts';
import { dayAfter, grouped } from './format.ts';
import type { ListSearch } from './listFields.ts';
import { SumText } from './SumText.tsx';
import { Value } from './Value.tsx';

interface Props {
  noun: Noun;
  search: ListSearch;
  onPick: (filter: string) => void;
}

/** The filtered set by one field: how many and how much; a click opens the group's rows. */
export function ListGroups({ noun, search, onPick }: Props) {
  const t = useWords();
  const label = useLabels();
  const query = { filter: search.filter, group: search.group, sum: noun.sums };
  const { data, error, refetch } = useQuery({
    queryKey: ['list', noun.name, 'groups', query],
    queryFn: ({ signal }) => api.groups(noun.name, query, signal),
  });
  const field = fieldNamed(noun, (search.group ?? '').replace(/:month$/, ''));
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data || !field) return <Loading />;
  if (data.groups.length === 0) return <Empty title={t('nothingFits')} />;
  const sums = (noun.sums ?? []).map((name) => fieldNamed(noun, name)).filter((one): one is Field => !!one);
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={label(field.label)}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{label(field.label)}</th>
            <th scope="col" className="number">
              {t('count')}
            </th>
            {sums.map((sum) => (
              <th key={sum.name} scope="col" className="number">
                {label(sum.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.groups.map((group) => (
            <tr key={String(group.key)}>
              <td>
                <button
                  type="button"
                  className="link"
                  onClick={() => onPick(pickedFilter(search.filter ?? '', field, group))}
                >
                  <GroupName field={field} group={group} />
                </button>
              </td>
              <td className="number">{grouped(String(group.count))}</td>
              {sums.map((sum) => (
                <td key={sum.name} className="number">
                  <SumText field={sum} sum={group.sums[sum.name]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const month = /^(\d{4})-?(\d\d)$/;

function pickedFilter(filter: string, field: Field, group: Group): string {
  if (isNone(group)) return withTerm(filter, field.name, 'none');
  const found = field.type === 'date' && month.exec(String(group.key));
  if (!found)
    return withTerm(filter, field.name, field.type === 'ref' ? (group.title ?? '') : String(group.key));
  const first = `${found[1]}-${found[2]}-01`;
  const next = dayAfter(`${found[1]}-${found[2]}-28`, 4).slice(0, 8);
  return `${withTerm(filter, field.name, null)} ${field.name}>=${first} ${field.name}<${next}01`.trim();
}

const isNone = (group: Group) => group.key === null || group.key === '' || group.key === '0';

function GroupName({ field, group }: { field: Field; group: Group }) {
  const t = useWords();
  if (isNone(group)) return <>{t('none')}</>;
  const found = field.type === 'date' && month.exec(String(group.key));
  if (found) return <>{`${found[1]}-${found[2]}`}</>;
  if (field.type === 'ref') return <>{group.title ?? String(group.key)}</>;
  return <Value field={field} value={group.key} plain />;
}
