import { changeLife } from '../../../kit/sandbox/life.ts';
import type { Reply } from '../http/reply.ts';
import { moment, statusTag } from './format.ts';
import { html } from './html.ts';
import { page, seeOther } from './layout.ts';
import type { Visit } from './visit.ts';

/** What shoppers and staff do here by themselves, and the forms by which they begin and stop. */
export function lifePage({ sandbox, basket }: Visit, notice = ''): Reply {
  const { settings, done, refused, lines } = sandbox.life.view();
  const counts = [...Object.entries(done), ...(refused > 0 ? [['not possible', refused] as const] : [])];
  return page(
    { title: 'Life', here: '/back-office', basketCount: basket.size, status: notice === '' ? 200 : 400 },
    html`<p><a href="/back-office">Back office</a></p><h1>Life</h1><p class="lead">Shoppers and staff at work: orders, payments, changes, cancellations and returns, edits of accounts and products.</p>
${notice !== '' && html`<p class="note" role="alert">${notice}</p>`}
<section class="panel"><p>State ${settings ? `${settings.ratePerSecond} acts a second, seed ${settings.seed}` : 'standing still'}</p><form method="post" action="/back-office/life" class="fields"><label>Acts a second<input name="ratePerSecond" inputmode="decimal" value="${String(settings?.ratePerSecond ?? 1)}"></label>
<label>Seed<input name="seed" inputmode="numeric" value="${String(settings?.seed ?? 1)}"></label><button>Start</button></form>
${settings !== undefined && html`<form method="post" action="/back-office/life"><input type="hidden" name="stop" value="true"><button class="quiet">Stop</button></form>`}</section>
<ul class="numbers">${counts.map(([act, count]) => html`<li><b>${count.toLocaleString('en-US')}</b> ${act}</li>`)}</ul>
<section class="panel"><h2>Last acts</h2><div class="scroll"><table class="stack"><thead><tr><th>Time</th><th>What</th><th>Record</th><th>Outcome</th></tr></thead><tbody>${lines.map(
      (line) =>
        html`<tr><td data-label="Time">${moment(new Date(line.at).toISOString())}</td><td data-label="What">${line.act}</td><td data-label="Record">${line.record}</td><td data-label="Outcome"><div>${line.refused === undefined ? statusTag('done') : line.refused}</div></td></tr>`,
    )}</tbody></table></div>${lines.length === 0 && html`<p class="empty">Nobody has done anything yet.</p>`}</section>`,
  );
}

/** The forms of the page. */
export function lifeForm(visit: Visit): Reply {
  const fault = changeLife(visit.sandbox.life, visit.form);
  return fault === undefined ? seeOther('/back-office/life') : lifePage(visit, fault);
}
