import type { z } from '@hono/zod-openapi';
import type { JsonObject } from '../core/json.ts';
import type {
  Alert as AlertSchema,
  AlertChannel as AlertChannelSchema,
  AlertRule as AlertRuleSchema,
} from './alerts.ts';
import type { AuditEntry as AuditEntrySchema } from './audit.ts';
import type { Failure as FailureSchema } from './common.ts';
import type {
  Connection as ConnectionSchema,
  ConnectionLight as ConnectionLightSchema,
  ConnectionTest as ConnectionTestSchema,
} from './connections.ts';
import type { Connector as ConnectorSchema, SettingField as SettingFieldSchema } from './connectors.ts';
import type { LiveEvent as LiveEventSchema } from './events.ts';
import type {
  Flow as FlowSchema,
  FlowDetail as FlowDetailSchema,
  FlowFile as FlowFileSchema,
  FlowProblem as FlowProblemSchema,
} from './flows.ts';
import type { Health as HealthSchema } from './health.ts';
import type { HoldItem as HoldItemSchema } from './holds.ts';
import type { JournalEntry as JournalEntrySchema } from './journal.ts';
import type { Routes } from './openapi.ts';
import type {
  Difference as DifferenceSchema,
  DifferenceDetail as DifferenceDetailSchema,
  Reconciliation as ReconciliationSchema,
} from './reconcile.ts';
import type { OperationName } from './operations.ts';
import type { RouteSpec } from './route.ts';
import type {
  RunAction as RunActionSchema,
  RunDetail as RunDetailSchema,
  RunSummary as RunSummarySchema,
} from './runs.ts';
import type { Series as SeriesSchema } from './series.ts';
import type { Session as SessionSchema } from './session.ts';
import type {
  Breaker as BreakerSchema,
  MaintenanceWindow as MaintenanceWindowSchema,
  Paused as PausedSchema,
} from './standstill.ts';
import type { Sync as SyncSchema } from './sync.ts';
import type { FlowToday as FlowTodaySchema, HoldGroup as HoldGroupSchema, Today as TodaySchema } from './today.ts';
import type { User as UserSchema, WelcomeLink as WelcomeLinkSchema } from './users.ts';

/** Types of the wire, made from the schemas, for server, console and commands. */

/** Readonly all the way down; free JSON, which is so already, is left alone. */
type DeepReadonly<T> = [JsonObject] extends [T] ? T : ReadonlyParts<T>;
type ReadonlyParts<T> = T extends (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

type Wire<S extends z.ZodType> = DeepReadonly<z.infer<S>>;

export type Alert = Wire<typeof AlertSchema>;
export type AlertChannel = Wire<typeof AlertChannelSchema>;
export type AlertRule = Wire<typeof AlertRuleSchema>;
export type AuditEntry = Wire<typeof AuditEntrySchema>;
export type Failure = Wire<typeof FailureSchema>;
export type Connection = Wire<typeof ConnectionSchema>;
export type ConnectionLight = Wire<typeof ConnectionLightSchema>;
export type ConnectionTest = Wire<typeof ConnectionTestSchema>;
export type Connector = Wire<typeof ConnectorSchema>;
export type SettingField = Wire<typeof SettingFieldSchema>;
export type LiveEvent = Wire<typeof LiveEventSchema>;
export type Flow = Wire<typeof FlowSchema>;
export type FlowDetail = Wire<typeof FlowDetailSchema>;
export type FlowFile = Wire<typeof FlowFileSchema>;
export type FlowProblem = Wire<typeof FlowProblemSchema>;
export type Health = Wire<typeof HealthSchema>;
export type HoldItem = Wire<typeof HoldItemSchema>;
export type JournalEntry = Wire<typeof JournalEntrySchema>;
export type Difference = Wire<typeof DifferenceSchema>;
export type DifferenceDetail = Wire<typeof DifferenceDetailSchema>;
export type Reconciliation = Wire<typeof ReconciliationSchema>;
export type RunAction = Wire<typeof RunActionSchema>;
export type RunDetail = Wire<typeof RunDetailSchema>;
export type RunSummary = Wire<typeof RunSummarySchema>;
export type Series = Wire<typeof SeriesSchema>;
export type Session = Wire<typeof SessionSchema>;
export type FlowToday = Wire<typeof FlowTodaySchema>;
export type HoldGroup = Wire<typeof HoldGroupSchema>;
export type Today = Wire<typeof TodaySchema>;
export type Breaker = Wire<typeof BreakerSchema>;
export type MaintenanceWindow = Wire<typeof MaintenanceWindowSchema>;
export type Paused = Wire<typeof PausedSchema>;
export type Sync = Wire<typeof SyncSchema>;
export type User = Wire<typeof UserSchema>;
export type WelcomeLink = Wire<typeof WelcomeLinkSchema>;

type SpecOf<N extends OperationName> = Routes[N]['spec'];
type Part<S extends RouteSpec, K extends 'params' | 'query' | 'body', Mode extends 'input' | 'output'> =
  S extends Readonly<Record<K, infer T extends z.ZodType>>
    ? { readonly [P in K]: Mode extends 'input' ? DeepReadonly<z.input<T>> : DeepReadonly<z.output<T>> }
    : unknown;

/** Query values are optional as a whole when each of them is. */
type Loose<T> = T extends { readonly query: infer Q }
  ? Omit<T, 'query'> & (object extends Q ? { readonly query?: Q } : T)
  : T;

/** What a caller passes for an operation. */
export type RequestOf<N extends OperationName> = Loose<
  Part<SpecOf<N>, 'params', 'input'> & Part<SpecOf<N>, 'query', 'input'> & Part<SpecOf<N>, 'body', 'input'>
>;

/** What the server's handler gets: checked, with defaults filled in. */
export type CheckedRequestOf<N extends OperationName> = Part<SpecOf<N>, 'params', 'output'> &
  Part<SpecOf<N>, 'query', 'output'> &
  Part<SpecOf<N>, 'body', 'output'>;

/** What the operation answers when it goes well. */
export type AnswerOf<N extends OperationName> =
  SpecOf<N> extends { readonly answer: infer T extends z.ZodType } ? DeepReadonly<z.output<T>> : undefined;
