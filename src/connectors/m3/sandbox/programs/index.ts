import type { Handlers } from '../mi/call.ts';
import { customerReadHandlers } from './customer-reads.ts';
import { customerHandlers } from './customers.ts';
import { generalHandlers } from './general.ts';
import { metadataHandlers } from './metadata.ts';
import { orderLineReadHandlers } from './order-line-reads.ts';
import { orderReadHandlers } from './order-reads.ts';
import { stagedOrderHandlers } from './staged-orders.ts';
import { stagedReadHandlers } from './staged-reads.ts';

/** Everything the sandbox can do, by `PROGRAM/Transaction`; `*` stands for every program. */
export const handlers: Handlers = {
  ...generalHandlers,
  ...metadataHandlers,
  ...stagedOrderHandlers,
  ...stagedReadHandlers,
  ...orderReadHandlers,
  ...orderLineReadHandlers,
  ...customerHandlers,
  ...customerReadHandlers,
};
