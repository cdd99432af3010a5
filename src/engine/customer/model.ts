import type { ComparedAddress, ComparedField } from '../../core/customer/compare-customer.ts';
import type { Failure } from '../../core/failure.ts';
import type { RunSummary } from '../read-ports.ts';

/** One side of a customer: which record it is, and whether the system could be asked just now. */
export interface CustomerSide {
  readonly connection: string;
  readonly connector: string;
  readonly title: string;
  readonly id?: string;
  readonly failure?: Failure;
}

/** Something that happened to the customer's link. */
export interface LinkNote {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly what: 'made' | 'ended';
  readonly by: string;
  readonly with: string;
  readonly reason?: string;
  readonly runId?: string;
}

/** An invoice of which something is open. */
export interface OpenInvoice {
  readonly invoiceNumber: string;
  readonly amount: string;
  readonly openAmount: string;
  readonly currency: string;
  /** YYYYMMDD; empty when M3 has none. */
  readonly dueDate: string;
}

/** A payment that the store keeps for one of the newest orders. */
export interface CustomerPayment {
  readonly orderId: string;
  readonly amount: string;
  readonly currency?: string;
  readonly method?: string;
  readonly state: 'authorised' | 'captured' | 'open';
  readonly at?: string;
}

/** One customer over both systems, as it is now. */
export interface CustomerView {
  readonly name: string;
  readonly sides: readonly CustomerSide[];
  readonly fields: readonly ComparedField[];
  readonly addresses: readonly ComparedAddress[];
  /** Newest first. */
  readonly orders: readonly RunSummary[];
  /** Runs that are no orders: changes of the customer itself, payments, invoices. Newest first. */
  readonly changes: readonly RunSummary[];
  readonly links: readonly LinkNote[];
  /** What M3 still waits for, oldest first; absent when M3 could not tell. */
  readonly openInvoices?: readonly OpenInvoice[];
  /** Of the newest orders; absent when the store could not tell. */
  readonly payments?: readonly CustomerPayment[];
}

/** A customer that a search found. */
export interface CustomerHit {
  readonly connection: string;
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly customerNumber?: string;
  readonly accountId?: string;
  readonly lastOrderAt: string;
  readonly open: number;
}

/** Customers of both systems, for people who look. */
export interface CustomerReads {
  /** Customers by any number, name or e-mail; the ones with the newest orders when nothing is asked for. */
  find(tenant: string, search: string | undefined): Promise<readonly CustomerHit[]>;
  /** Undefined when neither system knows the record and nothing here does. */
  view(tenant: string, connection: string, id: string): Promise<CustomerView | undefined>;
}
