import type { Intake } from './intake.ts';
import type { Connections, InboundEvent, PollRequests } from './ports.ts';

/** Events within this time ask a poll once. */
const GATHER_MS = 100;

export interface LookSoonerDeps {
  readonly connections: Pick<Connections, 'polls'>;
  readonly requests: PollRequests;
  readonly log: (message: string, fields: Record<string, unknown>) => void;
}

/**
 * An intake after which a poll looks at once, where an event hints at what only that poll can tell. The sender does
 * not wait for it; what is lost here with a crash is found at the poll's own interval.
 */
export function lookSooner(intake: Intake, deps: LookSoonerDeps): Intake {
  const hints = new Map<string, Pick<InboundEvent, 'tenant' | 'connection' | 'type'>>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    const told = [...hints.values()];
    hints.clear();
    const sources = await deps.connections.polls();
    const wanted = sources.filter((source) =>
      told.some(
        ({ tenant, connection, type }) =>
          source.tenant === tenant && source.connection === connection && source.hints?.includes(type),
      ),
    );
    await Promise.all(
      wanted.map(({ tenant, connection, name }) => deps.requests.requestPoll(tenant, connection, name)),
    );
  };
  return {
    accept: async (event) => {
      const receipt = await intake.accept(event);
      if (receipt.isNew) {
        const { tenant, connection, type } = event;
        hints.set(JSON.stringify([tenant, connection, type]), { tenant, connection, type });
        timer ??= setTimeout(() => {
          timer = undefined;
          ask().catch((error: unknown) =>
            deps.log('polls could not be asked sooner', {
              reason: error instanceof Error ? error.message : String(error),
            }),
          );
        }, GATHER_MS);
      }
      return receipt;
    },
  };
}
