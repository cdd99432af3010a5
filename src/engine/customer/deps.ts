import type { JsonObject } from '../../core/json.ts';
import type { LinkKey } from '../../core/operation.ts';
import type { AskDeps } from '../ask.ts';
import type { RunReads } from '../read-ports.ts';
import type { LinkNote } from './model.ts';

/** What is asked about customers: both systems, the runs, the links. */
export interface CustomerReadDeps extends AskDeps {
  readonly runs: RunReads;
  readonly listConnections: (tenant: string) => Promise<
    readonly {
      readonly name: string;
      readonly connector: string;
      readonly title: string;
      readonly settings: JsonObject;
    }[]
  >;
  readonly findLink: (tenant: string, key: LinkKey, to: string) => Promise<string | undefined>;
  readonly linkHistory: (tenant: string, key: LinkKey) => Promise<readonly LinkNote[]>;
}
