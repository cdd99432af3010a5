import type { JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import { contentHashOf } from '../model/content-hash.ts';
import type { Order } from '../model/order.ts';
import type { OrderReply } from '../model/request.ts';
import { decimal, flag, type Infer, list, optional, record, text } from '../model/shape.ts';
import { ERP_LINE, matchLines } from './order-lines.ts';
import { type Decision, pursue } from './pursue.ts';

const INPUT = record('How far each line of an order is', {
  id: text('Id of the order in the store'),
  attribute: optional(text('Attribute of the order that takes the text')),
  correctOnly: optional(flag('Change a text that stands there; an order without one gets none')),
  lines: list(
    'Lines',
    record('Line', {
      ...ERP_LINE,
      quantity: decimal('Ordered'),
      delivered: decimal('Delivered'),
      backOrdered: decimal('On back-order'),
    }),
  ),
});
type Input = Infer<typeof INPUT>;

const OUTPUT = record('Result', {
  id: text('Id of the order in the store'),
  text: text('What the attribute says'),
  changed: flag('False when it said so already'),
});
type Output = Infer<typeof OUTPUT>;

const ATTRIBUTE = 'FulfilmentByLine';
const LONGEST = 3_500;

/** Says on the order how far each line is. */
export const orderSetLinesStatus: Operation<Input, Output> = {
  name: 'order.set-lines-status',
  title: 'Show how far each line of an order is',
  description:
    'Writes one attribute of the order, quietly: what is shipped and what is on back-order of each line. The lines themselves are never sent, because the store would replace them all.',
  effect: 'write',
  idempotency: 'check-first',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: {
      id: '1042',
      lines: [{ lineNumber: '1', sku: 'PUMP-200', quantity: '2', delivered: '1', backOrdered: '1' }],
    },
    output: { id: '1042', text: '1 PUMP-200: 1 of 2 shipped, 1 on back-order', changed: true },
  },
  next: nextAction,
};

function nextAction(view: OperationView<Input>): OperationAction<Output> {
  const { id, attribute = ATTRIBUTE, correctOnly = false, lines } = view.input;
  const pursued = pursue<OrderReply>(view, {
    name: 'write',
    look: { ask: 'order-read', id, forWrite: true },
    decide: ({ order, active, handle }): Decision => {
      const present = order.attributes[attribute];
      if (present === summaryOf(order, lines) || (correctOnly && !present)) return { is: 'reached' };
      if (!active) {
        return { is: 'blocked', failure: clarityFailure('clarity.order-inactive', { record: `order ${id}` }) };
      }
      const set = { attributes: { [attribute]: summaryOf(order, lines) }, hash: contentHashOf(order) };
      return { is: 'wanted', request: { ask: 'order-update', id, handle: handle ?? '', set } };
    },
  });
  if ('action' in pursued) return pursued.action;
  const { order } = pursued.reached;
  const isNone = correctOnly && !pursued.wrote && !order.attributes[attribute];
  return { do: 'done', output: { id, text: isNone ? '' : summaryOf(order, lines), changed: pursued.wrote } };
}

function summaryOf(order: Order, lines: Input['lines']): string {
  const { matched } = matchLines(order, lines);
  const parts = matched
    .toSorted(([, left], [, right]) => left.lineNumber - right.lineNumber)
    .map(([line, own]) => {
      const rest = line.backOrdered === '0' ? '' : `, ${line.backOrdered} on back-order`;
      return `${own.lineNumber} ${own.sku ?? ''}: ${line.delivered} of ${line.quantity} shipped${rest}`;
    });
  return parts.join('; ').slice(0, LONGEST);
}
