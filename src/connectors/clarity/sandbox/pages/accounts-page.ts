import { billingOf } from '../customers/customer-ledger.ts';
import { EDIT_ACCOUNT, editAccount } from '../customers/edit-account.ts';
import { idOf } from '../entities/routes.ts';
import { textMember } from '../http/members.ts';
import { CodedError, type Reply } from '../http/reply.ts';
import { textOf } from '../state/table.ts';
import { html } from './html.ts';
import { page, seeOther } from './layout.ts';
import type { Visit } from './visit.ts';

const SHOWN = 50;
const FIELDS = [
  ['Name', 'Name'],
  ['Email', 'E-mail'],
  ['Phone', 'Phone'],
  ['EIN', 'VAT number'],
] as const;
const ADDRESS_FIELDS = [
  ['Street1', 'Street'],
  ['PostalCode', 'Postal code'],
  ['City', 'City'],
] as const;

/** Accounts as the store's staff sees them. */
export function accountsPage({ sandbox: { state }, query, basket }: Visit): Reply {
  const search = (textMember(query, 'q') ?? '').trim().toLowerCase();
  const found = [...state.entity('Account').rows.values()].filter((row) =>
    [row.CustomKey, textOf(row, 'Name'), textOf(row, 'Email')].some((text) => text?.toLowerCase().includes(search)),
  );
  return page(
    { title: 'Accounts', here: '/back-office', basketCount: basket.size },
    html`<p><a href="/back-office">Back office</a></p><h1>Accounts</h1>
<form class="panel inline" role="search"><label>Number, name or e-mail<input type="search" name="q" value="${search}"></label><button class="quiet">Find</button></form>
<div class="scroll"><table class="stack"><thead><tr><th>Account</th><th>ERP number</th><th>Name</th><th>E-mail</th></tr></thead><tbody>
${found.slice(0, SHOWN).map(
  (
    row,
  ) => html`<tr><td data-label="Account"><a href="/back-office/accounts/${row.ID}">${row.ID}</a></td><td data-label="ERP number" class="mono">${row.CustomKey ?? '–'}</td>
<td data-label="Name"><span dir="auto">${textOf(row, 'Name') ?? ''}</span></td><td data-label="E-mail">${textOf(row, 'Email') ?? ''}</td></tr>`,
)}</tbody></table></div><p class="mute">${Math.min(SHOWN, found.length)} of ${found.length} shown</p>`,
  );
}

/** One account with the form by which staff edits it and its billing address. */
export function accountPage({ sandbox: { state }, path, basket }: Visit, notice = ''): Reply {
  const row = state.entity('Account').get(idOf(path.split('/')[3]));
  if (!row) return seeOther('/back-office/accounts');
  const { address } = billingOf(state, row.ID);
  const countryKey = state.entity('Country').get(address?.['CountryID'] as number | undefined)?.CustomKey ?? '';
  const ids = new Set([row.ID, address?.ID]);
  const writes = [...state.customerWrites.rows.values()].filter(({ recordId }) => ids.has(recordId)).slice(-20);
  return page(
    { title: textOf(row, 'Name') ?? 'Account', here: '/back-office', basketCount: basket.size },
    html`<p><a href="/back-office/accounts">Accounts</a></p><h1 dir="auto">${textOf(row, 'Name') ?? String(row.ID)}</h1>
<p class="lead">Account ${row.ID} · ERP number ${row.CustomKey ?? 'none'} · credit ${typeof row['Credit'] === 'number' ? row['Credit'] : '–'}${row['IsOnHold'] === true && ' · on hold'}</p>${notice !== '' && html`<p class="note" role="alert">${notice}</p>`}
<form class="panel fields" method="post" action="/back-office/accounts/${row.ID}">${FIELDS.map(
      ([name, label]) => html`<label>${label}<input name="${name}" value="${textOf(row, name) ?? ''}"></label>`,
    )}${ADDRESS_FIELDS.map(
      ([name, label]) =>
        html`<label>${label}<input name="${name}" value="${address ? (textOf(address, name) ?? '') : ''}"></label>`,
    )}<label>Country<select name="Country"><option value="">none</option>${[
      ...state.entity('Country').rows.values(),
    ].map(
      ({ CustomKey }) =>
        html`<option value="${CustomKey ?? ''}"${CustomKey === countryKey && html` selected`}>${CustomKey ?? ''}</option>`,
    )}</select></label><button>Save</button></form>
<section class="panel"><h2>Last writes</h2>${
      writes.length === 0
        ? html`<p class="empty">None.</p>`
        : html`<ul>${writes.map(
            (write) =>
              html`<li>${write.at.slice(0, 19).replace('T', ' ')} ${write.entity} ${write.what} by ${write.by}${write.changed.length > 0 && ` (${write.changed.join(', ')})`}</li>`,
          )}</ul>`
    }</section>`,
  );
}

/** Staff saves an account: only what the form holds changes. */
export function saveAccount(visit: Visit): Reply {
  const { sandbox, form, path } = visit;
  const id = idOf(path.split('/')[3]);
  const given = (names: readonly (readonly [string, string])[]): Record<string, string> =>
    Object.fromEntries(
      names.flatMap(([name]) => {
        const value = textMember(form, name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  const wanted = EDIT_ACCOUNT.safeParse({
    id,
    fields: given(FIELDS),
    address: given([...ADDRESS_FIELDS, ['Country', 'Country']]),
  });
  if (!wanted.success) return accountPage(visit, 'A text is too long.');
  try {
    return seeOther(`/back-office/accounts/${editAccount(sandbox.shop, wanted.data)}`);
  } catch (error) {
    if (error instanceof CodedError) return accountPage(visit, error.message);
    throw error;
  }
}
