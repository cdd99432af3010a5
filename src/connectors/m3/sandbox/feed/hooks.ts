import type { M3Event } from './events.ts';
import { type HookTarget, readSubscription } from './settings.ts';

/** Whether a target asked for this event. */
export function wants({ subscriptions, filters }: HookTarget, { row, operation, values, oldValues }: M3Event): boolean {
  const asked = subscriptions.some((text) => {
    const subscription = readSubscription(text);
    return (
      subscription !== undefined &&
      (subscription.table === '*' || subscription.table === row.table) &&
      subscription.operations.includes(operation[0] ?? '')
    );
  });
  if (!asked) return false;
  const rules = filters.filter(({ table }) => table === row.table);
  return rules.every(({ field, is }) =>
    is === undefined ? operation !== 'UPDATE' || field in oldValues : values[field] === is,
  );
}

/** The body of a web-hook. Names and shape are this sandbox's own: M3's are not public. */
export function hookBody({ row, operation, values, oldValues, at }: M3Event, trackingId: string): string {
  return JSON.stringify({
    publisher: 'M3',
    documentName: row.table,
    operation,
    trackingId,
    timestamp: new Date(at).toISOString(),
    program: 'SANDBOX',
    user: 'CLERK',
    elements: Object.entries(values).map(([name, value]) =>
      name in oldValues ? { name, value, oldValue: oldValues[name] ?? '' } : { name, value },
    ),
    message: '',
  });
}
