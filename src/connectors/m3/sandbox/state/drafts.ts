import type { MiRecord, Reducers } from './effects.ts';
import { indexed } from './index-by.ts';

/** Status of a staged order as OIS275 shows it (docs.infor.com cois002, ois276); 10 and 90 are assumed. */
export type DraftStatus = '10' | '15' | '20' | '25' | '30' | '55' | '90';

export interface Charge {
  /** CRID. */
  id: string;
  /** CRAM, a decimal text. */
  amount: string;
  text: string;
}

export interface OrderText {
  /** 1 on the head, 2 on a line. */
  level: string;
  line: number;
  /** 1 before, 2 after. */
  position: string;
  text: string;
}

export interface DraftLine {
  number: number;
  fields: MiRecord;
  charges: Charge[];
}

/** Why a staged order was refused (LstErrMsgOrder). */
export interface DraftMessage {
  id: string;
  text: string;
  /** The record or value meant. */
  data: string;
  level: string;
}

/** A staged order: not live until Confirm made a customer order of it. */
export interface Draft {
  temporaryNumber: string;
  customer: string;
  status: DraftStatus;
  /** Number of the customer order it became, else empty. */
  orderNumber: string;
  head: MiRecord;
  lines: DraftLine[];
  addresses: Record<string, MiRecord>;
  texts: OrderText[];
  charges: Charge[];
  messages: DraftMessage[];
  /** Confirm jobs that run at this moment; empty when none does. */
  runningJobs: { jobId: string; dueAt: number }[];
  createdAt: number;
  changedAt: number;
}

export type DraftEffect =
  | { kind: 'draft.created'; temporaryNumber: string; head: MiRecord }
  | { kind: 'draft.line-added'; temporaryNumber: string; number: number; fields: MiRecord }
  | { kind: 'draft.line-changed'; temporaryNumber: string; number: number; fields: MiRecord }
  | { kind: 'draft.line-removed'; temporaryNumber: string; number: number }
  | { kind: 'draft.address-set'; temporaryNumber: string; type: string; fields: MiRecord }
  | { kind: 'draft.text-added'; temporaryNumber: string; text: OrderText }
  | { kind: 'draft.charge-added'; temporaryNumber: string; line: number; charge: Charge }
  | { kind: 'draft.confirm-started'; temporaryNumber: string; jobId: string; dueAt: number }
  | { kind: 'draft.refused'; temporaryNumber: string; jobId: string; status: DraftStatus; messages: DraftMessage[] }
  | { kind: 'draft.confirmed'; temporaryNumber: string; jobId: string; orderNumber: string }
  | { kind: 'draft.removed'; temporaryNumber: string };

export const draftReducers: Reducers<DraftEffect> = {
  'draft.created': (world, { temporaryNumber, head, at }) => {
    const customer = head['CUNO'] ?? '';
    const draft: Draft = {
      temporaryNumber,
      customer,
      status: '10',
      orderNumber: '',
      head,
      lines: [],
      addresses: {},
      texts: [],
      charges: [],
      messages: [],
      runningJobs: [],
      createdAt: at,
      changedAt: at,
    };
    world.drafts.set(temporaryNumber, draft);
    indexed(world.draftsByCustomer, customer).push(draft);
    world.series.draft = Math.max(world.series.draft, Number(temporaryNumber));
  },
  'draft.line-added': ({ drafts }, { temporaryNumber, number, fields, at }) => {
    change(drafts.get(temporaryNumber), at, (draft) => draft.lines.push({ number, fields, charges: [] }));
  },
  'draft.line-changed': ({ drafts }, { temporaryNumber, number, fields, at }) => {
    change(drafts.get(temporaryNumber), at, (draft) => {
      Object.assign(draft.lines.find((line) => line.number === number)?.fields ?? {}, fields);
    });
  },
  'draft.line-removed': ({ drafts }, { temporaryNumber, number, at }) => {
    change(drafts.get(temporaryNumber), at, (draft) => {
      draft.lines = draft.lines.filter((line) => line.number !== number);
    });
  },
  'draft.address-set': ({ drafts }, { temporaryNumber, type, fields, at }) => {
    change(drafts.get(temporaryNumber), at, (draft) => {
      draft.addresses[type] = fields;
    });
  },
  'draft.text-added': ({ drafts }, { temporaryNumber, text, at }) => {
    change(drafts.get(temporaryNumber), at, (draft) => draft.texts.push(text));
  },
  'draft.charge-added': ({ drafts }, { temporaryNumber, line, charge, at }) => {
    change(drafts.get(temporaryNumber), at, (draft) => {
      const owner = line === 0 ? draft : draft.lines.find(({ number }) => number === line);
      owner?.charges.push(charge);
    });
  },
  'draft.confirm-started': ({ drafts }, { temporaryNumber, jobId, dueAt, at }) => {
    change(drafts.get(temporaryNumber), at, (draft) => draft.runningJobs.push({ jobId, dueAt }));
  },
  'draft.refused': ({ drafts }, { temporaryNumber, jobId, status, messages, at }) => {
    change(drafts.get(temporaryNumber), at, (draft) => {
      endJob(draft, jobId);
      draft.status = status;
      draft.messages = messages;
    });
  },
  'draft.confirmed': ({ drafts }, { temporaryNumber, jobId, orderNumber, at }) => {
    change(drafts.get(temporaryNumber), at, (draft) => {
      endJob(draft, jobId);
      draft.status = '90';
      draft.orderNumber = orderNumber;
      draft.messages = [];
    });
  },
  'draft.removed': ({ drafts, draftsByCustomer, removed }, { temporaryNumber }) => {
    const draft = drafts.get(temporaryNumber);
    if (!draft) return;
    drafts.delete(temporaryNumber);
    const rest = indexed(draftsByCustomer, draft.customer).filter((other) => other !== draft);
    draftsByCustomer.set(draft.customer, rest);
    removed.drafts += 1;
  },
};

function change(draft: Draft | undefined, at: number, apply: (draft: Draft) => void): void {
  if (!draft) return;
  apply(draft);
  draft.changedAt = at;
}

function endJob(draft: Draft, jobId: string): void {
  draft.runningJobs = draft.runningJobs.filter((job) => job.jobId !== jobId);
}
