/**
 * Where the ordered quantity of a line stands. The two-digit status follows from it
 * (docs.infor.com slsmgmths/snu1567548879451): first digit the least advanced part, second the most advanced.
 */
export interface Stages {
  /** To be allocated. */
  open: number;
  allocated: number;
  /** On a pick list. */
  picked: number;
  /** Delivered and not invoiced yet. */
  delivered: number;
  invoiced: number;
  /** Closed without delivery. */
  closed: number;
}

export type Stage = 'open' | 'allocated' | 'picked' | 'delivered' | 'invoiced';

/** The way of a quantity through M3, and the status digit of each stage. */
export const STAGES: readonly { stage: Stage; digit: string; next?: Stage }[] = [
  { stage: 'open', digit: '2', next: 'allocated' },
  { stage: 'allocated', digit: '3', next: 'picked' },
  { stage: 'picked', digit: '4', next: 'delivered' },
  { stage: 'delivered', digit: '6', next: 'invoiced' },
  { stage: 'invoiced', digit: '7' },
];

export function openStages(quantity: number): Stages {
  return { open: quantity, allocated: 0, picked: 0, delivered: 0, invoiced: 0, closed: 0 };
}

/** Two-digit line status; 99 when all of it was closed without delivery. */
export function lineStatus(stages: Stages): string {
  const reached = STAGES.filter(({ stage }) => stages[stage] > 0);
  const [least, most] = [reached[0], reached.at(-1)];
  return least && most ? least.digit + most.digit : '99';
}

/** Lowest and highest status of all lines, which is what an order head shows; a head without lines stands at 22. */
export function headStatus(lines: readonly { stages: Stages }[]): { lowest: string; highest: string } {
  const codes = lines.map(({ stages }) => lineStatus(stages)).sort();
  return { lowest: codes[0] ?? '22', highest: codes.at(-1) ?? '22' };
}

/** Rounds to the six decimals that M3 keeps of a quantity, so that sums of floats stay exact enough to compare. */
export function roundQuantity(quantity: number): number {
  return Math.round(quantity * 1e6) / 1e6;
}

/** A quantity as M3 writes it: plain decimals, no trailing zeros. */
export function quantityText(quantity: number): string {
  return String(roundQuantity(quantity));
}
