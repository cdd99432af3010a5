import type { Json, JsonObject } from '../../core/json.ts';
import type { AnyOperation } from '../../core/operation.ts';
import type { KnownLinks, PeerRuns } from '../peer-ports.ts';
import type { ShadowStore } from '../shadow-ports.ts';
import type { StockStore } from '../stock-ports.ts';

/** What operations inside the engine may use. */
export interface BuiltInPorts {
  readonly shadows: ShadowStore;
  readonly stock: StockStore;
  readonly peers: PeerRuns;
  readonly links: KnownLinks;
}

/** For whom a call is made. */
export interface BuiltInCaller {
  readonly tenant: string;
  /** The flow's names for connections, with the real ones. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly ports: BuiltInPorts;
}

/**
 * An operation that the engine answers itself, without another system. It is journaled and repeated like all others,
 * so what its writes do must be harmless when it is done twice.
 */
export interface BuiltIn {
  readonly operation: AnyOperation;
  /** Answers a call of the operation by its name. What it throws means that the database is away. */
  readonly answers: Readonly<Record<string, (caller: BuiltInCaller, request: JsonObject) => Promise<Json>>>;
}
