import { accountPage, accountsPage, saveAccount } from './accounts-page.ts';
import type { Reply } from '../http/reply.ts';
import { clerkAction, editOrderForm, placeSimulated, returnForm, setFaults } from './back-office-forms.ts';
import { backOfficePage } from './back-office.ts';
import { addToBasket, cataloguePage } from './catalogue.ts';
import { basketPage, placeOrder, updateBasket } from './checkout-page.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import { lifeForm, lifePage } from './life-page.ts';
import { myOrdersPage, orderPage } from './orders-page.ts';
import { paymentForm, settlementsPage } from './payments.ts';
import { productPage, productsPage, saveProduct } from './products-page.ts';
import { STYLE } from './style.ts';
import type { Visit } from './visit.ts';

interface PageRoute {
  verb: 'GET' | 'POST';
  path: RegExp;
  /** Open on this machine only. */
  local?: boolean;
  show(visit: Visit): Reply;
}

const STYLE_REPLY: Reply = {
  status: 200,
  body: STYLE,
  contentType: 'text/css; charset=utf-8',
  headers: { 'Cache-Control': 'max-age=300' },
};

const ROUTES: readonly PageRoute[] = [
  { verb: 'GET', path: /^\/$/, show: cataloguePage },
  { verb: 'GET', path: /^\/store\.css$/, show: () => STYLE_REPLY },
  { verb: 'POST', path: /^\/basket\/add$/, show: addToBasket },
  { verb: 'GET', path: /^\/basket$/, show: (visit) => basketPage(visit) },
  { verb: 'POST', path: /^\/basket$/, show: updateBasket },
  { verb: 'POST', path: /^\/checkout$/, show: placeOrder },
  { verb: 'GET', path: /^\/orders$/, show: myOrdersPage },
  { verb: 'GET', path: /^\/orders\/\d+$/, show: orderPage },
  { verb: 'GET', path: /^\/back-office$/, local: true, show: backOfficePage },
  { verb: 'POST', path: /^\/back-office\/shop$/, local: true, show: placeSimulated },
  { verb: 'POST', path: /^\/back-office\/faults$/, local: true, show: setFaults },
  { verb: 'GET', path: /^\/back-office\/life$/, local: true, show: (visit) => lifePage(visit) },
  { verb: 'POST', path: /^\/back-office\/life$/, local: true, show: lifeForm },
  { verb: 'GET', path: /^\/back-office\/accounts$/, local: true, show: accountsPage },
  { verb: 'GET', path: /^\/back-office\/accounts\/\d+$/, local: true, show: (visit) => accountPage(visit) },
  { verb: 'POST', path: /^\/back-office\/accounts\/\d+$/, local: true, show: saveAccount },
  { verb: 'GET', path: /^\/back-office\/products$/, local: true, show: productsPage },
  { verb: 'GET', path: /^\/back-office\/products\/\d+$/, local: true, show: productPage },
  { verb: 'POST', path: /^\/back-office\/products\/\d+$/, local: true, show: saveProduct },
  { verb: 'POST', path: /^\/orders\/\d+\/return$/, show: returnForm },
  { verb: 'GET', path: /^\/back-office\/settlements$/, local: true, show: settlementsPage },
  { verb: 'POST', path: /^\/back-office\/orders\/\d+\/payments$/, local: true, show: paymentForm },
  { verb: 'POST', path: /^\/back-office\/orders\/\d+\/lines$/, local: true, show: editOrderForm },
  { verb: 'POST', path: /^\/back-office\/orders\/\d+$/, local: true, show: clerkAction },
];

/** The page for a visit; an unknown path shows a page that says so. */
export function showPage(visit: Visit): Reply {
  const route = ROUTES.find(({ verb, path }) => verb === visit.verb && path.test(visit.path));
  if (route && (!route.local || visit.local)) return route.show(visit);
  const frame = { title: 'Not found', here: '/', basketCount: visit.basket.size, status: 404 } as const;
  return page(frame, html`<h1>There is nothing here</h1><p><a href="/">To the shop</a></p>`);
}
