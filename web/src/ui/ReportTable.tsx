import type { ReportAnswer, ReportColumn } from '../app/api.ts';
import { useLabels, useWords } from '../app/language.ts';
import { isNumeric, type Field, type Label } from '../app/meta.ts';
import { Value } from './Value.tsx';

const asField = (column: ReportColumn): Field => ({
  name: column.name,
  label: column.label as Label,
  type: column.type as Field['type'],
  noun: column.noun,
});

export function ReportTable({ answer, title }: { answer: ReportAnswer; title: string }) {
  const t = useWords();
  const label = useLabels();
  const fields = answer.columns.map(asField);
  const side = (field: Field) => (isNumeric(field) ? 'number' : undefined);
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={title}>
      <table className="table">
        <thead>
          <tr>
            {fields.map((field) => (
              <th key={field.name} scope="col" className={side(field)}>
                {label(field.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.rows.map((row, at) => (
            <tr key={at}>
              {fields.map((field, index) => (
                <td key={field.name} className={side(field)}>
                  <Value field={field} value={row[index]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {answer.totals && answer.totals.length > 0 && (
          <tfoot>
            <tr>
              {fields.map((field, index) => (
                <td key={field.name} className={side(field)}>
                  {hasValue(answer.totals![index]) ? (
                    <Value field={field} value={answer.totals![index]} />
                  ) : index === 0 ? (
                    t('total')
                  ) : (
                    ''
                  )}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

const hasValue = (value: unknown) => value !== null && value !== undefined && value !== '';
