import { Link } from '@tanstack/react-router';
import { ChevronRight, Ellipsis, Pencil, Save, Waypoints } from 'lucide-react';
import { useLabels, useWords } from '../app/language.ts';
import {
  isStep,
  mayEdit,
  pathOf,
  stateOf,
  textOf,
  verbsNow,
  type Noun,
  type Row,
  type Verb,
} from '../app/meta.ts';
import { useMe, useMeta } from '../app/session.ts';
import { followUpsOf, fromOf } from '../modules/followUps.ts';
import { currencySign, grouped } from './format.ts';
import { Menu, MenuGo, MenuItem, MenuLine } from './Menu.tsx';
import { StateSteps } from './StateSteps.tsx';
import type { RecordWork } from './useRecord.ts';
import { currencyOf, RecordLink, StateBadge } from './Value.tsx';

interface Props {
  noun: Noun;
  record: Row | null;
  title: string;
  work: RecordWork;
  onVerb: (verb: Verb) => void;
  onRemove: () => void;
}

export function RecordHead(props: Props) {
  const { noun, record, title } = props;
  const label = useLabels();
  const state = stateOf(noun, record?.['state']);
  return (
    <header className="record-head">
      <nav className="crumbs" aria-label={label(noun.plural)}>
        <Link to="/$module/$noun" params={pathOf(noun.name)}>
          {label(noun.plural)}
        </Link>
        <ChevronRight size={13} aria-hidden />
      </nav>
      <div className="record-title" role="group" aria-label={label(noun.label)}>
        <h1>{title}</h1>
        {state && <StateBadge state={state} />}
        <Party noun={noun} record={record} />
      </div>
      <Amount noun={noun} record={record} />
      <StateBar {...props} />
      {noun.states && noun.states.length > 1 && <StateSteps noun={noun} now={record?.['state']} />}
    </header>
  );
}

/** Whom the document is with: its first reference. */
function Party({ noun, record }: { noun: Noun; record: Row | null }) {
  const field =
    noun.kind === 'document' ? noun.fields.find((one) => one.type === 'ref' && one.required) : undefined;
  const value = field && record?.[field.name];
  if (!field?.noun || !value || typeof value !== 'object') return null;
  return (
    <span className="record-party">
      <RecordLink noun={field.noun} id={(value as Row).id}>
        {textOf(value)}
      </RecordLink>
    </span>
  );
}

function Amount({ noun, record }: { noun: Noun; record: Row | null }) {
  const me = useMe();
  const name = noun.sums?.find((sum) => noun.fields.find((field) => field.name === sum)?.type === 'amount');
  const amount = name && textOf(record?.[name]);
  if (!amount || noun.kind !== 'document') return null;
  return (
    <span className="record-amount figure">
      <small>{currencySign(currencyOf(record ?? {}, me.company.currency))}</small>
      {grouped(amount)}
    </span>
  );
}

/** What can be done now; what cannot says why in the menu. */
function StateBar({ noun, record, work, onVerb, onRemove }: Props) {
  const t = useWords();
  const label = useLabels();
  const { form, isEditing, busy } = work;
  const verbs = record ? verbsNow(noun, record['state']) : [];
  const good = verbs.filter((verb) => isStep(noun, verb));
  const canAmend = !!record && !isEditing && mayEdit(noun, record['state']);
  const saves = isEditing && (form.isDirty || !record);
  const saveWord = record && !work.isDraft && noun.kind === 'document' ? t('reviewChanges') : t('save');
  return (
    <div className="record-actions" role="toolbar" aria-label={t('actions')}>
      {isEditing && (form.isDirty || !record || !work.isDraft) && (
        <button type="button" className="button" onClick={work.discard} disabled={busy}>
          {t('discard')}
        </button>
      )}
      {isEditing && (
        <button
          type="button"
          className={saves ? 'button primary' : 'button'}
          disabled={busy || !saves}
          onClick={() => void work.save()}
        >
          <Save size={15} aria-hidden />
          {saveWord}
        </button>
      )}
      {canAmend && (
        <button type="button" className="button" onClick={work.amend}>
          <Pencil size={14} aria-hidden />
          {noun.kind === 'document' ? t('amend') : t('edit')}
        </button>
      )}
      {good.slice(0, 3).map((verb, index) => (
        <button
          key={verb.name}
          type="button"
          disabled={busy}
          onClick={() => onVerb(verb)}
          className={index === 0 && !saves ? 'button primary' : 'button'}
        >
          {label(verb.label)}
        </button>
      ))}
      {record && !saves && noun.name === 'sales.order' && !work.isDraft && (
        <Link className="button" to="/sales/order/$id/explain" params={{ id: record.id }}>
          <Waypoints size={15} aria-hidden />
          {t('explain')}
        </Link>
      )}
      {record && !saves && <FollowUps noun={noun} record={record} isMain={good.length === 0} />}
      {record && <MoreMenu {...{ noun, record, onVerb, onRemove }} shown={good.slice(0, 3)} />}
    </div>
  );
}

/** The next document, where a person starts it: a payment for an invoice. */
function FollowUps({ noun, record, isMain }: { noun: Noun; record: Row; isMain: boolean }) {
  const t = useWords();
  const { nouns } = useMeta();
  return followUpsOf(noun, record, nouns).map((one, index) => (
    <Link
      key={one.word}
      className={isMain && one.isNext && index === 0 ? 'button primary' : 'button'}
      to="/$module/$noun/$id"
      params={{ ...pathOf(one.target), id: 'new' }}
      search={{ from: fromOf(noun, record) } as never}
    >
      {t(one.word)}
    </Link>
  ));
}

interface MoreProps {
  noun: Noun;
  record: Row;
  shown: Verb[];
  onVerb: (verb: Verb) => void;
  onRemove: () => void;
}

function MoreMenu({ noun, record, shown, onVerb, onRemove }: MoreProps) {
  const t = useWords();
  const label = useLabels();
  const open = verbsNow(noun, record['state']).filter((verb) => !shown.includes(verb));
  const closed = (noun.verbs ?? []).filter((verb) => !open.includes(verb) && !shown.includes(verb));
  const isFirst = !noun.states?.length || record['state'] === noun.states[0]?.name;
  const mayRemove = noun.may.includes('delete') && isFirst;
  const mayCopy = noun.may.includes('create');
  const fresh = { ...pathOf(noun.name), id: 'new' };
  if (open.length + closed.length === 0 && !mayRemove && !mayCopy) return null;
  const why = (verb: Verb) =>
    noun.may.includes(verb.name)
      ? t('onlyFrom', {
          states: verb.from.map((name) => label(stateOf(noun, name)?.label ?? name)).join(' / '),
        })
      : t('noRight');
  return (
    <Menu
      trigger={
        <button type="button" className="button icon" aria-label={t('moreActions')}>
          <Ellipsis size={16} aria-hidden />
        </button>
      }
    >
      {open.map((verb) => (
        <MenuItem key={verb.name} onSelect={() => onVerb(verb)} bad={stateOf(noun, verb.to)?.tone === 'bad'}>
          {label(verb.label)}…
        </MenuItem>
      ))}
      {mayCopy && (
        <MenuGo
          link={
            <Link to="/$module/$noun/$id" params={fresh} search={{ from: fromOf(noun, record) } as never} />
          }
        >
          {t('copy')}
        </MenuGo>
      )}
      {mayRemove && (
        <MenuItem onSelect={onRemove} bad>
          {t('delete')}…
        </MenuItem>
      )}
      {closed.length > 0 && open.length + Number(mayRemove) > 0 && <MenuLine />}
      {closed.map((verb) => (
        <MenuItem key={verb.name} onSelect={() => undefined} disabled hint={why(verb)}>
          {label(verb.label)}
        </MenuItem>
      ))}
    </Menu>
  );
}
