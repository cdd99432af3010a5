import { fieldNamed, kept, type Ledgers, m3Value, storeValue, type Write } from './customer-ledgers.ts';
import { EDIT_FIELDS, type Side } from './customer-plan.ts';

/** What a field of a customer has been at one side: all values as M3 can hold them. */
interface FieldPast {
  /** At the beginning, or entered by a person. */
  readonly entered: Set<string>;
  /** Everything the record has held until now. */
  readonly held: Set<string>;
  /** The present value was written by the flows. */
  ours: boolean;
}

/** What both sides have held and who entered it: by it a write is known for an echo, whenever it came. */
export class CustomerPast {
  readonly #fields = new Map<string, FieldPast>();

  /** Takes what both sides hold at the beginning, and all that people entered later. */
  constructor(before: Ledgers, writes: readonly Write[]) {
    for (const field of EDIT_FIELDS) {
      const begin = (side: Side, number: string, value: string): void => {
        const past = this.#of(side, number, field.name);
        past.entered.add(kept(field, value));
        past.held.add(kept(field, value));
      };
      for (const customer of before.customers) begin('m3', customer.customerNumber, m3Value(customer, field));
      for (const account of before.store.accounts) {
        const number = account.key ?? '';
        begin('store', number, storeValue(account, field));
      }
    }
    for (const { ours, side, customerNumber, changes } of writes) {
      if (ours) continue;
      for (const { name, after } of changes) {
        const field = fieldNamed(side, name);
        if (field) this.#of(side, customerNumber, field.name).entered.add(kept(field, after));
      }
    }
  }

  /** Whether somebody entered this value at this side, or it stood there at the beginning. */
  isFrom(side: Side, customerNumber: string, field: string, value: string): boolean {
    return this.#of(side, customerNumber, field).entered.has(value);
  }

  /** Whether a write would take back what the flows wrote last, for a value that the record had before. */
  takesBack(side: Side, customerNumber: string, field: string, value: string): boolean {
    const { held, ours } = this.#of(side, customerNumber, field);
    return ours && held.has(value);
  }

  /** Goes on by one write. Those of one side must come in their order. */
  pass({ side, customerNumber, ours, changes }: Write): void {
    for (const { name, after } of changes) {
      const field = fieldNamed(side, name);
      if (!field) continue;
      const past = this.#of(side, customerNumber, field.name);
      past.held.add(kept(field, after));
      past.ours = ours;
    }
  }

  #of(side: Side, customerNumber: string, field: string): FieldPast {
    const key = `${side}/${customerNumber}/${field}`;
    const past = this.#fields.get(key) ?? { entered: new Set(), held: new Set(), ours: false };
    this.#fields.set(key, past);
    return past;
  }
}
