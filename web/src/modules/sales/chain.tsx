import { grouped } from '../../ui/format.ts';

/** A document or a step of an order's chain, as the report `explain` tells it. */
export interface Node {
  title: string;
  noun: string;
  id: string;
  state: string;
  date: string;
  quantity: string;
  /** "1250.00 CNY" */
  amount: string;
  text: string;
  /** The numbers of the text by name. */
  parts?: Record<string, string>;
  children: Node[];
}

/** "1250.00 CNY" */
export function Money({ amount }: { amount: string }) {
  const [figure = '', currency = ''] = amount.split(' ');
  if (!figure) return null;
  return (
    <span className="figure">
      {grouped(figure)} <small className="muted">{currency}</small>
    </span>
  );
}
