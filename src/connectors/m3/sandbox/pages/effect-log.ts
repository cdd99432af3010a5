import type { Reply } from '../gateway/reply.ts';
import type { Sandbox } from '../sandbox.ts';
import { type EffectWords, effectWords } from './effect-words.ts';
import { html } from './html.ts';
import { page, table } from './layout.ts';
import { moment } from './words.ts';

/** Most effects on the page. */
const SHOWN = 200;

/** What happened in this M3, newest first, whoever asked for it and whether or not the answer arrived. */
export function effectLogPage({ log }: Sandbox): Reply {
  const effects = log.recent().slice(0, SHOWN);
  const rows = table<EffectWords & { at: number }>(
    [
      { name: 'Time', cell: ({ at }) => html`<span class="whole">${moment(at)}</span>` },
      { name: 'What', cell: ({ what }) => html`<span class="whole">${what}</span>` },
      { name: 'Record', cell: ({ number, path }) => (path === '' ? number : html`<a href="${path}">${number}</a>`) },
      { name: 'Details', wide: true, cell: ({ details }) => details },
    ],
    effects.map((effect) => ({ at: effect.at, ...effectWords(effect) })),
    'Nothing has happened yet.',
  );
  const count = effects.length === SHOWN ? `The newest ${SHOWN}` : `${effects.length} effects`;
  return page(
    'Effect log',
    '/log',
    html`<div class="top"><h1>Effect log</h1></div>${rows}<p class="more">${count}</p>`,
  );
}
