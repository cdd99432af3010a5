import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { differenceQuery } from '../../data/queries.ts';
import { useMay } from '../../data/session.ts';
import { BothRecords } from '../../parts/BothRecords.tsx';
import { CliNote } from '../../parts/CliNote.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { When } from '../../parts/When.tsx';
import { whyNot } from '../../words/roles.ts';
import styles from './DifferencePage.module.css';
import { RepairDialog } from './RepairDialog.tsx';
import { type DifferenceDetail, KIND_WORDS, type RepairOffer, STATE_WORDS, SUBJECT_WORDS } from './words.ts';

const route = getRouteApi('/frame/differences/$id');

/** One difference: both records, the likely cause, and what may be done. */
export function DifferencePage() {
  const { id } = route.useParams();
  const difference = useQuery(differenceQuery(id));
  const { data } = difference;
  const title = data ? `${SUBJECT_WORDS[data.subject]} ${data.key}` : 'Difference';
  return (
    <Page
      title={title}
      lead={data ? <Lead difference={data} /> : null}
      actions={<CliNote cli="npx landbridge reconcile --json" api={`GET /api/v1/differences/${id}`} />}
    >
      <Link to="/reconcile" search={{}} className={styles.back}>
        All differences
      </Link>
      {difference.error ? <ErrorPanel error={difference.error} onRetry={() => void difference.refetch()} /> : null}
      {difference.isPending ? <Loading bars={[200, 160]} what="the difference" /> : null}
      {data ? (
        <>
          <Panel title="Both records" flush>
            <Records difference={data} />
          </Panel>
          <Repairs difference={data} />
        </>
      ) : null}
    </Page>
  );
}

function Lead({ difference }: { readonly difference: DifferenceDetail }) {
  const { kind, field, state, causeText, foundAt, runId, settledBy, settledAt, reason } = difference;
  return (
    <>
      <b>{KIND_WORDS[kind]}</b>
      {field === undefined ? '' : ` (${field})`}. {causeText}{' '}
      {runId === undefined ? null : (
        <Link to="/runs/$id" params={{ id: runId }} search={{}}>
          Newest run about it
        </Link>
      )}
      <span className={styles.state}>
        {STATE_WORDS[state]}
        {settledBy === undefined || settledAt === undefined ? (
          <>
            , found <When at={foundAt} />
          </>
        ) : (
          <>
            {' '}
            by {settledBy} <When at={settledAt} />
            {reason === undefined ? '' : `: ${reason}`}
          </>
        )}
      </span>
    </>
  );
}

function Records({ difference }: { readonly difference: DifferenceDetail }) {
  const { left, right, leftRecord, rightRecord, fields } = difference;
  return (
    <BothRecords
      left={{ system: 'clarity', title: sideTitle('Store', leftRecord?.id ?? left) }}
      right={{ system: 'm3', title: sideTitle('M3', rightRecord?.id ?? right) }}
      rows={fields.map((field) => ({
        name: field.name,
        label: field.title,
        differs: field.differs,
        left: leftRecord === undefined ? 'no record' : field.left,
        right: rightRecord === undefined ? 'no record' : field.right,
      }))}
    />
  );
}

function sideTitle(system: string, id: string) {
  return (
    <>
      {system} <span className="mono">{id}</span>
    </>
  );
}

function Repairs({ difference }: { readonly difference: DifferenceDetail }) {
  const may = useMay('reconcile.repair');
  const [chosen, setChosen] = useState<RepairOffer>();
  return (
    <Panel title="What to do">
      <ul className={styles.repairs}>
        {difference.repairs.map((offer) => {
          const why = may ? offer.why : whyNot('reconcile.repair');
          const allowed = may && offer.allowed;
          return (
            <li key={offer.verb}>
              <Button
                variant={allowed && offer.proposed ? 'filled' : 'default'}
                aria-disabled={allowed ? undefined : true}
                onClick={() => {
                  if (allowed) setChosen(offer);
                }}
              >
                {offer.title}
              </Button>
              <span>{allowed ? offer.effect : (why ?? offer.effect)}</span>
            </li>
          );
        })}
      </ul>
      {chosen ? <RepairDialog id={difference.id} offer={chosen} onClose={() => setChosen(undefined)} /> : null}
    </Panel>
  );
}
