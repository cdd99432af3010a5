import type { Reply } from '../http/reply.ts';
import { type Html, html } from './html.ts';

/** What every page has around its content. */
export interface PageFrame {
  title: string;
  /** Path of the menu entry that is open. */
  here: '/' | '/basket' | '/orders' | '/back-office';
  basketCount: number;
  /** Seconds after which the page loads itself again, to follow an order. */
  refreshSeconds?: number;
  status?: number;
}

const SECURITY_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

const MENU = [
  { path: '/', label: 'Shop' },
  { path: '/basket', label: 'Basket' },
  { path: '/orders', label: 'My orders' },
  { path: '/back-office', label: 'Back office' },
] as const;

/** A whole page as a reply. */
export function page(frame: PageFrame, content: Html, headers: Record<string, string | string[]> = {}): Reply {
  const body = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${frame.refreshSeconds !== undefined && html`<meta http-equiv="refresh" content="${frame.refreshSeconds}">`}
<title>${frame.title} · Landbridge Supply</title><link rel="stylesheet" href="/store.css">
<link rel="icon" href="data:,"></head><body>
<a class="skip" href="#content">Skip to content</a>
<header class="top"><div class="row"><a class="logo" href="/">Landbridge Supply <small>sandbox store</small></a>
<nav aria-label="Main">${MENU.map(
    ({ path, label }) =>
      html`<a href="${path}"${path === frame.here && html` aria-current="page"`}>${label}${
        path === '/basket' && frame.basketCount > 0 && html` (${frame.basketCount})`
      }</a>`,
  )}</nav></div></header>
<main id="content">${content}</main>
<footer>A sandbox store for trying out integrations. Nothing here is for sale, no money moves, no e-mail leaves this machine.</footer>
</body></html>`;
  return {
    status: frame.status ?? 200,
    body: body.text,
    contentType: 'text/html; charset=utf-8',
    headers: { ...SECURITY_HEADERS, ...headers },
  };
}

/** Sends the browser on after a form was worked on, so that a reload does not repeat it. */
export function seeOther(location: string, headers: Record<string, string | string[]> = {}): Reply {
  return { status: 303, body: '', headers: { Location: location, 'Cache-Control': 'no-store', ...headers } };
}
