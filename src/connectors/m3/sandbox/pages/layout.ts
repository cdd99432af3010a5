import type { Reply } from '../gateway/reply.ts';
import { COMPANY } from '../state/reference.ts';
import { type Html, html } from './html.ts';

const SECTIONS = [
  { path: '/', name: 'Orders' },
  { path: '/staged', name: 'Staged' },
  { path: '/customers', name: 'Customers' },
  { path: '/items', name: 'Items' },
  { path: '/feed', name: 'Feed' },
  { path: '/life', name: 'Life' },
  { path: '/ledger', name: 'Ledger' },
  { path: '/log', name: 'Log' },
  { path: '/controls', name: 'Controls' },
] as const;

export type Section = (typeof SECTIONS)[number]['path'];

/** One page with its frame. Scripts are not used and not allowed. */
export function page(title: string, section: Section, body: Html, status = 200): Reply {
  const links = SECTIONS.map(
    ({ path, name }) => html`<a href="${path}"${path === section ? html` aria-current="page"` : undefined}>${name}</a>`,
  );
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · M3 sandbox</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="data:,">
</head>
<body>
<header>
<p class="system"><b>M3 sandbox</b> <span>Company ${COMPANY}</span></p>
<nav aria-label="Sections">${links}</nav>
</header>
<main>${body}</main>
</body>
</html>`;
  const policy =
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
  const headers = {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
  return { status, type: 'html', body: text, headers };
}

/** A search box that keeps its text. */
export function searchBox(path: string, text: string, hint: string): Html {
  return html`<form class="search" role="search" action="${path}" method="get">
<input type="search" name="q" value="${text}" placeholder="${hint}" aria-label="${hint}">
<button>Search</button>
</form>`;
}

/** A button that posts to an address, with hidden fields. */
export function actionButton(action: string, label: string, fields: Record<string, string> = {}, kind = ''): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form method="post" action="${action}">${hidden}<button class="${kind}">${label}</button></form>`;
}

/** Label and value pairs; empty values are left out. */
export function facts(pairs: readonly (readonly [string, string | Html])[]): Html {
  const shown = pairs.filter(([, value]) => value !== '');
  return html`<dl class="facts">${shown.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export interface Column<T> {
  name: string;
  cell: (row: T) => Html | string | number;
  /** Numbers stand at the right. */
  numeric?: boolean;
  /** Takes a whole row of the card on a narrow screen. */
  wide?: boolean;
}

/** A table that becomes a list of cards on a narrow screen. */
export function table<T>(columns: readonly Column<T>[], rows: readonly T[], nothing: string): Html {
  if (rows.length === 0) return html`<p class="nothing">${nothing}</p>`;
  const side = ({ numeric, wide }: Column<T>): Html | undefined =>
    numeric ? html` class="number"` : wide ? html` class="wide"` : undefined;
  const heads = columns.map((column) => html`<th scope="col"${side(column)}>${column.name}</th>`);
  const body = rows.map((row) => {
    const cells = columns.map(
      (column) => html`<td data-label="${column.name}"${side(column)}>${column.cell(row)}</td>`,
    );
    return html`<tr>${cells}</tr>`;
  });
  return html`<table class="cards"><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table>`;
}
