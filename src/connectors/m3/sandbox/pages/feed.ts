import type { FeedLine } from '../feed/feed.ts';
import type { Reply } from '../gateway/reply.ts';
import type { Sandbox } from '../sandbox.ts';
import { html } from './html.ts';
import { facts, page, table } from './layout.ts';
import { moment } from './words.ts';

/** Who is told of changes in this M3, and what became of the newest ones. */
export function feedPage({ feed }: Sandbox): Reply {
  const { hook, ims, modes } = feed.settings;
  const { counts } = feed;
  const share = (value: number): string => (value === 0 ? '' : `${Math.round(value * 100)} %`);
  const rows = table<FeedLine>(
    [
      { name: 'Time', cell: ({ at }) => html`<span class="whole">${moment(at)}</span>` },
      { name: 'By', cell: ({ by }) => by },
      { name: 'What', cell: ({ what }) => html`<span class="whole">${what}</span>` },
      { name: 'Record', cell: ({ key }) => key },
      { name: 'Outcome', wide: true, cell: ({ outcome }) => outcome },
    ],
    feed.lines,
    'Nobody has been told of anything yet.',
  );
  const about = facts([
    ['Web-hooks (CMS049)', hook ? `${hook.url}: ${hook.subscriptions.join(', ')}` : 'nobody'],
    ['Documents (ION, IMS)', ims ? `${ims.url}: ${ims.protocol}, ${ims.nouns.join(', ')}` : 'nobody'],
    ['Changes seen', String(counts.events)],
    ['Web-hooks taken', String(counts.hooksSent)],
    ['Web-hooks lost', String(counts.hooksDropped)],
    ['Documents taken', String(counts.bodsTaken)],
    ['Documents refused', counts.bodsRefused === 0 ? '' : String(counts.bodsRefused)],
    ['Documents waiting', String(feed.waiting)],
    ['Lost on purpose', share(modes.drop)],
    ['Sent twice on purpose', share(modes.duplicate)],
    ['Sent late on purpose', share(modes.shuffle)],
  ]);
  return page('Change feed', '/feed', html`<div class="top"><h1>Change feed</h1></div>${about}${rows}`);
}
