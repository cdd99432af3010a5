import { useQuery } from '@tanstack/react-query';
import { client, dataOf } from '../../../data/client.ts';
import { KEYS } from '../../../data/queries.ts';
import { useMay } from '../../../data/session.ts';
import { ErrorPanel } from '../../../parts/ErrorPanel.tsx';
import { Loading } from '../../../parts/Loading.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { PermittedButton } from '../../../parts/PermittedButton.tsx';
import { When } from '../../../parts/When.tsx';
import { whyNot } from '../../../words/roles.ts';
import { blocksOf } from '../payload.ts';
import { Blocks } from '../PayloadView.tsx';
import styles from './Fix.module.css';

const VERDICTS = {
  there: 'It took effect',
  'not-seen': 'Not to be seen there',
  'nobody-knows': 'Nobody knows yet',
} as const;

/** A write without an answer: what was sent, when, and what the other system says now. */
export function LookPanel({ runId }: { readonly runId: string }) {
  const may = useMay('work.fix');
  const look = useQuery({
    queryKey: [...KEYS.fix, 'look', runId],
    queryFn: () => dataOf(client.lookAtRun({ params: { id: runId }, body: {} })),
    // Asked once, and then only by the button: each look is calls to the other system.
    enabled: ({ state }) => may && state.data === undefined,
  });
  const { data } = look;
  return (
    <Panel
      title="Outcome unknown"
      actions={
        <PermittedButton permission="work.fix" size="xs" loading={look.isFetching} onClick={() => void look.refetch()}>
          Ask again now
        </PermittedButton>
      }
    >
      <div className={styles.look}>
        {look.error ? <ErrorPanel error={look.error} /> : null}
        {look.isPending && may ? <Loading bars={[24, 60]} what="what the other system says" /> : null}
        {may ? null : <p className={styles.plain}>{whyNot('work.fix')}</p>}
        {data ? (
          <>
            <p className={styles.verdict} data-verdict={data.verdict}>
              <b>{VERDICTS[data.verdict]}</b> {data.words}
            </p>
            {data.sent.map((write) => (
              <details key={`${write.call} ${write.at}`} className={styles.evidence}>
                <summary>
                  Sent <code>{write.call}</code> <When at={write.at} />, no answer
                </summary>
                <Blocks blocks={blocksOf(write.request)} find="" />
              </details>
            ))}
            {data.now.asked.map((one, index) => (
              <details key={`${one.call} ${index}`} className={styles.evidence}>
                <summary>
                  Asked <code>{one.call}</code> <When at={data.at} />
                  {one.failure ? `: ${one.failure.message}` : ''}
                </summary>
                <Blocks blocks={blocksOf(one.reply ?? null)} find="" />
              </details>
            ))}
            {data.quietUntil ? (
              <p className={styles.plain}>
                Landbridge looks again by itself <When at={data.quietUntil} />. Until it is certain, nothing is sent
                again.
              </p>
            ) : null}
          </>
        ) : null}
      </div>
    </Panel>
  );
}
