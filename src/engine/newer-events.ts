import type { Intake } from './intake.ts';
import type { EventVersions, IntakeReceipt } from './ports.ts';

const NOTHING: IntakeReceipt = { eventId: '', isNew: false, runIds: [] };

/**
 * An intake that lets an event start nothing when a newer version of its subject has been taken in before (W05).
 * The version is remembered after the event is on disk: a crash in between means the same event again, never none.
 */
export function takeNewer(intake: Intake, versions: EventVersions): Intake {
  return {
    accept: async (event) => {
      const { version } = event;
      if (version === undefined) return await intake.accept(event);
      const newest = await versions.newest(event);
      if (newest !== undefined && version < newest) return NOTHING;
      const receipt = await intake.accept(event);
      if (newest === undefined || version > newest) await versions.remember({ ...event, version });
      return receipt;
    },
  };
}
