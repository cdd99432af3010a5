import {
  IconAddressBook,
  IconBell,
  IconChartLine,
  IconGauge,
  IconListCheck,
  IconPlugConnected,
  IconRoute,
  IconScale,
  IconSettings,
  IconShoppingBag,
  type IconProps,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

export interface Place {
  readonly to:
    | '/'
    | '/orders'
    | '/work'
    | '/customers'
    | '/reconcile'
    | '/operate'
    | '/alerts'
    | '/flows'
    | '/connections'
    | '/settings';
  readonly label: string;
  readonly icon: ComponentType<IconProps>;
  /** Stands in the bar of a phone; the other places are behind its last button. */
  readonly onPhone?: true;
  /** Other addresses that belong to this place, so that its mark stays on. */
  readonly also?: readonly string[];
}

/** The places of the console, in the order of a working day. A new page is one row here and one route. */
export const PLACES: readonly Place[] = [
  { to: '/', label: 'Today', icon: IconGauge, onPhone: true },
  { to: '/orders', label: 'Orders', icon: IconShoppingBag, onPhone: true, also: ['/runs'] },
  { to: '/work', label: 'Work list', icon: IconListCheck, onPhone: true },
  { to: '/customers', label: 'Customers', icon: IconAddressBook },
  { to: '/reconcile', label: 'Reconcile', icon: IconScale, also: ['/differences'] },
  { to: '/operate', label: 'Operate', icon: IconChartLine },
  { to: '/alerts', label: 'Alerts', icon: IconBell, onPhone: true },
  { to: '/flows', label: 'Flows', icon: IconRoute },
  { to: '/connections', label: 'Connections', icon: IconPlugConnected },
  { to: '/settings', label: 'Settings', icon: IconSettings },
];

/** Whether `path` lies in `place`. */
export function isIn(place: Place, path: string): boolean {
  if (place.to === '/') return path === '/';
  return [place.to, ...(place.also ?? [])].some((start) => path === start || path.startsWith(`${start}/`));
}
