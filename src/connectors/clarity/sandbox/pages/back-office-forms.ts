import { FAULTS } from '../control/requests.ts';
import { idOf } from '../entities/routes.ts';
import { numberMember, textMember } from '../http/members.ts';
import { CodedError, type Reply } from '../http/reply.ts';
import { STATUS_ACTIONS } from '../orders/actions.ts';
import { editOrder } from '../orders/edit.ts';
import { askForReturn } from '../orders/returns.ts';
import { moveOrder } from '../orders/status.ts';
import { SHOPPER_KINDS } from '../shopper/kinds.ts';
import { Shopper } from '../shopper/shopper.ts';
import { seeOther } from './layout.ts';
import type { Visit } from './visit.ts';

const MAX_ORDERS = 500;
const LINES = [1, 6] as const;

/** Places orders of one kind, or a mix, as simulated shoppers. */
export function placeSimulated({ form, sandbox }: Visit): Reply {
  const count = Math.min(Math.max(1, Math.floor(numberMember(form, 'count') ?? 1)), MAX_ORDERS);
  const wanted = textMember(form, 'kind') ?? 'varied';
  const shopper = new Shopper(sandbox.shop, Math.floor(Math.random() * 1e9));
  let placed = 0;
  let problem: string | undefined;
  for (let order = 0; order < count; order += 1) {
    try {
      placed += shopper.place(wanted in SHOPPER_KINDS ? wanted : shopper.pickKind(), LINES).length;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      problem = error.message;
    }
  }
  return said(problem === undefined ? `${placed} orders placed.` : `${placed} orders placed. ${problem}`);
}

/** Sets the level of faults or adds one rule. */
export function setFaults({ form, sandbox }: Visit): Reply {
  const level = textMember(form, 'level');
  const rule = {
    call: textMember(form, 'call') || '*',
    kind: textMember(form, 'kind'),
    times: numberMember(form, 'times'),
  };
  const wanted = FAULTS.safeParse(level === undefined ? { rules: [rule] } : { level, clear: level === 'none' });
  if (!wanted.success) return said('That fault is not known.');
  sandbox.setFaults(wanted.data);
  return said(level === undefined ? `Added: ${rule.kind}.` : `Faults are ${level} now.`);
}

/** A clerk of the store sets a status by hand, as the admin pages of a store do. */
export function clerkAction({ form, path, sandbox }: Visit): Reply {
  const order = sandbox.state.orders.get(idOf(path.split('/')[3]));
  const action = STATUS_ACTIONS.find((candidate) => candidate.path === textMember(form, 'action'));
  if (!order || !action) return said('No such order or action.');
  moveOrder(sandbox.shop, order, action.status, action.state, { userName: 'clerk@store.test', integration: false });
  if (action.email) sandbox.shop.mail(order.ID, action.email);
  return seeOther(`/orders/${order.ID}`);
}

/** A clerk, or the shopper on the phone, changes quantities, adds a product or the buyer's own number. */
export function editOrderForm({ form, path, sandbox }: Visit): Reply {
  const order = sandbox.state.orders.get(idOf(path.split('/')[3]));
  if (!order) return said('No such order.');
  const quantities = new Map<number, number>();
  for (const line of order.SalesItems) {
    const wanted = numberMember(form, `quantity-${line.ID}`);
    if (wanted !== undefined && wanted >= 0) quantities.set(line.ID, wanted);
  }
  const sku = textMember(form, 'sku')?.trim();
  const purchaseOrder = textMember(form, 'purchaseOrder');
  const problem = editOrder(
    sandbox.shop,
    order,
    {
      quantities,
      ...(sku && { add: [{ sku, quantity: numberMember(form, 'quantity') ?? 1 }] }),
      ...(purchaseOrder !== undefined && purchaseOrder !== '' && { purchaseOrder }),
    },
    { userName: 'clerk@store.test', integration: false },
  );
  return problem === undefined ? seeOther(`/orders/${order.ID}`) : said(problem);
}

/** A shopper asks to send something back. */
export function returnForm({ form, path, sandbox }: Visit): Reply {
  const order = sandbox.state.orders.get(idOf(path.split('/')[2]));
  if (!order) return said('No such order.');
  const note = textMember(form, 'note');
  const made = askForReturn(sandbox.shop, order, {
    lineId: numberMember(form, 'line') ?? 0,
    quantity: numberMember(form, 'quantity') ?? 1,
    reason: textMember(form, 'reason') ?? '',
    ...(note && { note }),
  });
  return typeof made === 'string' ? said(made) : seeOther(`/orders/${order.ID}`);
}

function said(text: string): Reply {
  return seeOther(`/back-office?said=${encodeURIComponent(text)}`);
}
