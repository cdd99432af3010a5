import { HARSH } from '../../../src/connectors/m3/simulation/network.ts';
import { simulateSettlements, simulateVouchers } from '../../../src/connectors/m3/simulation/simulate-finance.ts';
import { simulateCustomers, simulateOrders } from '../../../src/connectors/m3/simulation/simulate.ts';

/** One protocol under mishaps, without the engine around it. */
export interface ProtocolReport {
  readonly name: string;
  readonly count: number;
  readonly violations: number;
  readonly held: number;
  /** Everything that was counted, for the trace hash. */
  readonly text: string;
}

/** How the cases are shared out; the shares add up to 1. */
const SHARES = { 'order by draft': 0.5, 'order, line by line': 0.2, 'order entered directly': 0.1 } as const;

/** Orders by each of the ways they are made; each in a world of its own with one process that crashes. */
export async function simulateOrderProtocols(orders: number, seed: number): Promise<readonly ProtocolReport[]> {
  const base = { seed, quietTime: '150s' };
  const once = { ...HARSH, repeated: 0 };
  const part = (name: keyof typeof SHARES): number => Math.round(orders * SHARES[name]);
  const rest = orders - part('order by draft') - part('order, line by line') - part('order entered directly');
  const runs = [
    { name: 'order by draft', options: { ...base, count: part('order by draft') } },
    { name: 'order, line by line', options: { ...base, count: part('order, line by line'), lineMode: 'single' } },
    {
      name: 'order entered directly',
      options: { ...base, count: part('order entered directly'), orderEntry: 'direct', mishaps: once },
    },
    { name: 'order, released often', options: { ...base, count: rest, releases: 5 } },
  ] as const;
  const reports: ProtocolReport[] = [];
  for (const { name, options } of runs) {
    const { lost, duplicated, wrongLines, held, count, ...more } = await simulateOrders(options);
    const text = JSON.stringify({ name, lost, duplicated, wrongLines, held, count, ...more });
    reports.push({ name, count, violations: lost + duplicated + wrongLines, held, text });
  }
  return reports;
}

/** Customers, vouchers and settlements, beside the orders. */
export async function simulateOtherProtocols(count: number, seed: number): Promise<readonly ProtocolReport[]> {
  const base = { count, seed, quietTime: '150s' };
  const customers = await simulateCustomers({ ...base, mishaps: { ...HARSH, repeated: 0 } });
  const vouchers = await simulateVouchers(base);
  const settlements = await simulateSettlements(base);
  const finance = { voucher: vouchers, settlement: settlements };
  return [
    {
      name: 'customer',
      count,
      violations: customers.lost + customers.duplicated,
      held: customers.held,
      text: JSON.stringify(customers),
    },
    ...Object.entries(finance).map(([name, report]) => ({
      name,
      count,
      violations: report.lost + report.doubled + report.unbalanced + report.wrong,
      held: report.held,
      text: JSON.stringify(report),
    })),
  ];
}
