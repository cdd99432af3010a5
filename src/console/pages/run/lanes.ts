import type { Connection } from '../../../api/types.ts';

/** A column of the story: a connected system, or Landbridge itself. */
export interface Lane {
  /** Name of the connector, or `landbridge`. */
  readonly key: string;
  readonly title: string;
  /** For narrow windows. */
  readonly short: string;
}

export const LANES: readonly Lane[] = [
  { key: 'clarity', title: 'Clarity', short: 'C' },
  { key: 'landbridge', title: 'Landbridge', short: 'L' },
  { key: 'm3', title: 'M3', short: 'M3' },
];

/** `own`: Landbridge itself, between the two. */
export type Side = 'left' | 'right' | 'own';

/** On which side of Landbridge a system stands: the store at the left, every other system at the right. */
export function sideOf(connector: string): Side {
  if (connector === 'landbridge') return 'own';
  return connector === 'clarity' ? 'left' : 'right';
}

/**
 * The connector behind a flow's name for a connection. Known connections say it; where the connection is gone, the
 * name itself or the operation's prefix has to do.
 */
export function connectorOf(
  connection: string | undefined,
  operation: string | undefined,
  connections: readonly Pick<Connection, 'name' | 'connector'>[],
): string {
  const known = connections.find((one) => one.name === connection)?.connector;
  return known ?? connection ?? operation?.split('.')[0] ?? 'm3';
}

/** What people call a system. */
export function systemTitle(connector: string): string {
  return LANES.find((lane) => lane.key === connector)?.title ?? connector;
}
