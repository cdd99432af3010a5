import { Button, CloseButton, Menu } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Permission } from '../../../api/permissions.ts';
import { useMay } from '../../data/session.ts';
import { type WorkQuery, workItemsQuery, workPeopleQuery } from '../../data/work-queries.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { PermittedButton } from '../../parts/PermittedButton.tsx';
import { StateMark } from '../../parts/StateMark.tsx';
import { When } from '../../parts/When.tsx';
import { useNow } from '../../parts/use-now.ts';
import { formatAmount, plural } from '../../words/amount.ts';
import { nameOf } from '../../words/facts.ts';
import { whyNot } from '../../words/roles.ts';
import type { BulkOrder, BulkVerb } from './BulkDialog.tsx';
import styles from './CausePanel.module.css';
import { useLetterKeys } from './use-letter-keys.ts';
import { useMarks } from './use-marks.ts';
import { restChoices, type WorkGroup, type WorkItem } from './words.ts';

interface CausePanelProps {
  readonly group: WorkGroup;
  readonly filter: WorkQuery;
  /** Asks before a verb is done to all of it. */
  readonly onAsk: (order: BulkOrder) => void;
  readonly onClose: () => void;
}

/** One cause: what it means, what helps, what can be done to all of it, and every run of it in order of arrival. */
export function CausePanel({ group, filter, onAsk, onClose }: CausePanelProps) {
  const { cause, title, remedy, text, note, firstRunId } = group;
  const own = { ...filter, cause };
  const items = useInfiniteQuery(workItemsQuery(own));
  const runs = items.data?.pages.flatMap((page) => page.items) ?? [];
  const ask = (verb: BulkVerb) => onAsk({ verb, filter: own, unknown: group.unknown > 0 });
  const navigate = useNavigate();
  const mayRetry = useMay('runs.retry');
  const mayAssign = useMay('work.assign');
  const marks = useMarks(cause);
  const people = useQuery({ ...workPeopleQuery, enabled: mayAssign }).data ?? [];
  const fix = () => void navigate({ to: '/runs/$id', params: { id: firstRunId }, search: {}, hash: 'fix' });
  const rest = restChoices(new Date(useNow()));
  useLetterKeys({
    r: () => mayRetry && ask('retry'),
    f: fix,
    a: () => mayAssign && marks.assign('me'),
    s: () => mayAssign && marks.snooze(rest[1]?.until ?? ''),
    Escape: onClose,
  });

  return (
    <section className={styles.panel} aria-label="The chosen cause">
      <header className={styles.head}>
        <h2>{text}</h2>
        <CloseButton aria-label="Close this cause" onClick={onClose} />
      </header>
      <div className={styles.why}>
        {title && title !== text ? <p>{title}</p> : null}
        {remedy ? <p className={styles.remedy}>{remedy}</p> : null}
        {note ? <p className={styles.note}>Note: {note}</p> : null}
        {group.unknown > 0 ? (
          <p className={styles.remedy}>
            A write got no answer. Nothing is sent again before it is known whether it took effect; open a run to see
            what was sent and what the other system says now.
          </p>
        ) : null}
      </div>
      <div className={styles.verbs}>
        <PermittedButton permission="runs.retry" variant="filled" onClick={() => ask('retry')}>
          {group.unknown > 0 ? 'Look again' : 'Retry all'}
        </PermittedButton>
        <Button variant="default" onClick={fix}>
          Fix…
        </Button>
        <VerbMenu label="Assign" permission="work.assign">
          <Menu.Item onClick={() => marks.assign('me')}>To me</Menu.Item>
          {people.map(({ name, email }) => (
            <Menu.Item key={email} onClick={() => marks.assign(email)}>
              {name}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => marks.assign('')}>To nobody</Menu.Item>
        </VerbMenu>
        <VerbMenu label="Let rest" permission="work.assign">
          {rest.map(({ label, until }) => (
            <Menu.Item key={label} onClick={() => marks.snooze(until)}>
              {label}
            </Menu.Item>
          ))}
          {group.snoozedUntil ? <Menu.Item onClick={() => marks.snooze('')}>not any more</Menu.Item> : null}
        </VerbMenu>
        <VerbMenu label="More" permission="runs.retry" position="bottom-end">
          <Menu.Item onClick={() => ask('replay')}>Run all again from the start…</Menu.Item>
          <Menu.Item onClick={() => ask('cancel')}>Cancel all…</Menu.Item>
        </VerbMenu>
      </div>
      {marks.error ? <ErrorPanel error={marks.error} /> : null}
      {items.error ? <ErrorPanel error={items.error} onRetry={() => void items.refetch()} /> : null}
      {items.isPending ? <Loading bars={[36, 36, 36]} what="the runs" /> : null}
      <ol className={styles.items} aria-label="In order of arrival">
        {runs.map((item) => (
          <Row key={item.run.id} item={item} groupOwner={group.owner} />
        ))}
      </ol>
      {items.hasNextPage ? (
        <Button variant="default" loading={items.isFetchingNextPage} onClick={() => void items.fetchNextPage()}>
          Show 50 more of {plural(group.count, 'record')}
        </Button>
      ) : null}
    </section>
  );
}

interface VerbMenuProps {
  readonly label: string;
  readonly permission: Permission;
  readonly position?: 'bottom-start' | 'bottom-end';
  readonly children: ReactNode;
}

/** Verbs behind one button, which says why when the person may do none of them. */
function VerbMenu({ label, permission, position = 'bottom-start', children }: VerbMenuProps) {
  const may = useMay(permission);
  return (
    <Menu position={position} width={240} shadow="md" disabled={!may}>
      <Menu.Target>
        <Button
          variant="default"
          rightSection={<IconChevronDown size={15} aria-hidden />}
          {...(may ? {} : { 'aria-disabled': true, 'data-tip': whyNot(permission) })}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

function Row({ item, groupOwner }: { readonly item: WorkItem; readonly groupOwner: string | undefined }) {
  const { run, state, behind, owner } = item;
  const { amount, currency, name, email } = run.facts;
  return (
    <li>
      <Link to="/runs/$id" params={{ id: run.id }} search={{}} className={styles.row} data-row-link>
        <span className={styles.name}>
          <span className="mono">{nameOf(run)}</span>
          <span className={styles.who}>{name ?? email}</span>
        </span>
        <StateMark state={state} />
        <span className={styles.amount}>{amount ? `${formatAmount(amount, currency)} ${currency ?? ''}` : ''}</span>
        <span className={styles.since}>
          <When at={item.since} as="age" focusable={false} />
        </span>
        {behind > 0 ? <span className={styles.behind}>{plural(behind, 'run')} behind it</span> : null}
        {owner && owner !== groupOwner ? <span className={styles.behind}>{owner}</span> : null}
      </Link>
    </li>
  );
}
