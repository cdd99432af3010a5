import { z } from '@hono/zod-openapi';
import { Failure, Name, Timestamp } from './common.ts';
import { defineRoute } from './route.ts';
import { RunSummary } from './runs.ts';

/** A customer that a search found; `connection` and `id` lead to the whole. */
const CustomerHit = z
  .object({
    connection: z.string(),
    id: z.string(),
    name: z.string(),
    email: z.string().optional(),
    customerNumber: z.string().optional().openapi({ description: 'Number in M3.' }),
    accountId: z.string().optional().openapi({ description: 'Id of the account in the store.' }),
    lastOrderAt: Timestamp,
    open: z.number().int().openapi({ description: 'Runs that are not over, held ones among them.' }),
  })
  .openapi('CustomerHit');

const CustomerSide = z
  .object({
    connection: z.string(),
    connector: z.string(),
    title: z.string(),
    id: z.string().optional().openapi({ description: 'Absent when this system has no linked record.' }),
    failure: Failure.optional().openapi({ description: 'Why the system could not be asked now.' }),
  })
  .openapi('CustomerSide');

const CustomerField = z
  .object({
    name: z.string(),
    label: z.string(),
    m3: z.string().optional(),
    store: z.string().optional(),
    same: z.boolean().openapi({ description: 'False only when both have a value and mean something else.' }),
  })
  .openapi('CustomerField');

const CustomerAddress = z
  .object({
    label: z.string(),
    lines: z.array(z.string()),
    inM3: z.boolean(),
    inStore: z.boolean(),
    m3Id: z.string().optional(),
  })
  .openapi('CustomerAddress');

const LinkNote = z
  .object({
    at: Timestamp,
    what: z.enum(['made', 'ended']),
    by: z.string(),
    with: z.string().openapi({ description: 'The record on the other side.' }),
    reason: z.string().optional(),
    runId: z.string().optional(),
  })
  .openapi('LinkNote');

/** One customer over both systems, as it is now. */
export const Customer = z
  .object({
    name: z.string(),
    sides: z.array(CustomerSide),
    fields: z.array(CustomerField),
    addresses: z.array(CustomerAddress),
    orders: z.array(RunSummary),
    changes: z.array(RunSummary).openapi({ description: 'Runs about the customer that are no orders.' }),
    links: z.array(LinkNote),
    openInvoices: z
      .array(
        z.object({
          invoiceNumber: z.string(),
          amount: z.string(),
          openAmount: z.string(),
          currency: z.string(),
          dueDate: z.string().openapi({ description: 'YYYYMMDD; empty when M3 has none.' }),
        }),
      )
      .optional()
      .openapi({ description: 'What M3 still waits for; absent when M3 could not tell.' }),
    payments: z
      .array(
        z.object({
          orderId: z.string(),
          amount: z.string(),
          currency: z.string().optional(),
          method: z.string().optional(),
          state: z.enum(['authorised', 'captured', 'open']),
          at: z.string().optional(),
        }),
      )
      .optional()
      .openapi({ description: 'Payments of the newest orders; absent when the store could not tell.' }),
  })
  .openapi('Customer');

export const customerRoutes = {
  listCustomers: defineRoute('listCustomers', {
    tag: 'customers',
    summary: 'Find customers by any number, name or e-mail; without a search, those with the newest orders',
    query: z.object({ search: z.string().max(200).optional() }),
    answer: z.object({ items: z.array(CustomerHit) }).openapi('CustomerHits'),
  }),
  getCustomer: defineRoute('getCustomer', {
    tag: 'customers',
    summary: 'One customer over both systems, read from them now',
    params: z.object({ connection: Name, id: z.string().min(1).max(100) }),
    answer: Customer,
  }),
} as const;
