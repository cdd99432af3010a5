import { PollFailed, type RecordReaders } from '../connectors/kit/connector.ts';
import { connectionFailure } from '../connectors/kit/errors.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Call, CallResult } from '../core/operation.ts';
import type { RecordSource, RecordSources } from '../engine/reconcile-ports.ts';

/** The readers of a connector as the engine uses them: failures are values, and calls go through its gates. */
export function recordSources({ side, readers }: RecordReaders, settings: JsonObject): RecordSources {
  return {
    side,
    source: (subject): RecordSource => {
      const reader = readers[subject];
      return {
        picks: reader.picks,
        page: async ({ send, cursor, since, only, options, now }) => {
          try {
            return await reader.page({
              ask: (request) => answerOf(send, request),
              settings,
              options,
              now,
              ...(cursor === undefined ? {} : { cursor }),
              ...(since === undefined ? {} : { since }),
              ...(only === undefined ? {} : { only }),
            });
          } catch (error) {
            if (error instanceof PollFailed) return { failure: error.failure };
            throw error;
          }
        },
        ...(reader.tellAgain
          ? { tellAgain: (record, mark, now) => reader.tellAgain?.(record, { settings, mark, now }) }
          : {}),
      };
    },
  };
}

/** The answer of one reading call. What the other system says about single records is for the reader to judge. */
async function answerOf(send: (call: Call) => Promise<CallResult>, request: JsonObject): Promise<Json> {
  const { outcome, reply, failure } = await send({ name: 'read', effect: 'read', request });
  if (outcome === 'applied') return reply ?? null;
  if (outcome === 'refused' && failure?.kind === 'missing') return reply ?? null;
  if (outcome === 'refused' && failure?.kind === 'rejected' && reply !== undefined) return reply;
  throw new PollFailed(failure ?? connectionFailure('connection.unreachable'));
}
