import type { LifeLine } from '../../../kit/sandbox/life.ts';
import type { Reply } from '../gateway/reply.ts';
import type { Sandbox } from '../sandbox.ts';
import { html } from './html.ts';
import { actionButton, facts, page, table } from './layout.ts';
import { moment } from './words.ts';

/** What people do here by themselves, and the forms by which they begin and stop. */
export function lifePage({ life }: Sandbox, notice = ''): Reply {
  const { settings, done, refused, lines } = life.view();
  const rows = table<LifeLine>(
    [
      { name: 'Time', cell: ({ at }) => html`<span class="whole">${moment(at)}</span>` },
      { name: 'What', cell: ({ act }) => act },
      { name: 'Record', cell: ({ record }) => html`<span class="whole">${record}</span>` },
      { name: 'Outcome', wide: true, cell: (line) => line.refused ?? 'done' },
    ],
    lines,
    'Nobody has done anything yet.',
  );
  const about = facts([
    ['State', settings ? `${settings.ratePerSecond} acts a second, seed ${settings.seed}` : 'standing still'],
    ...Object.entries(done).map(([act, count]): [string, string] => [act, String(count)]),
    ['Not possible', refused === 0 ? '' : String(refused)],
  ]);
  const start = html`<form class="fields" method="post" action="/life"><label>Acts a second<input name="ratePerSecond" inputmode="decimal" value="${String(settings?.ratePerSecond ?? 1)}"></label>
<label>Seed<input name="seed" inputmode="numeric" value="${String(settings?.seed ?? 1)}"></label><button class="main">Start</button></form>`;
  const stop = settings ? actionButton('/life', 'Stop', { stop: 'true' }) : undefined;
  const body = html`${notice === '' ? undefined : html`<p class="notice" role="alert">${notice}</p>`}<div class="top"><h1>Life</h1>${stop}</div>
<p class="more">Sales people, warehouse, accounting and master data at work: orders are sold and moved on, goods come in, prices, items and customers change.</p>
${start}${about}<h2>Last acts</h2>${rows}`;
  return page('Life', '/life', body, notice === '' ? 200 : 400);
}
