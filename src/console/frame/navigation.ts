import {
  IconAddressBook,
  IconGauge,
  IconPlugConnected,
  IconScale,
  IconSettings,
  IconShoppingBag,
  type IconProps,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

export interface Place {
  readonly to: '/' | '/orders' | '/customers' | '/reconcile' | '/connections' | '/settings';
  readonly label: string;
  readonly icon: ComponentType<IconProps>;
  /** Other addresses that belong to this place, so that its mark stays on. */
  readonly also?: readonly string[];
}

/** The places of the console, in the order of a working day. A new page is one row here and one route. */
export const PLACES: readonly Place[] = [
  { to: '/', label: 'Today', icon: IconGauge },
  { to: '/orders', label: 'Orders', icon: IconShoppingBag, also: ['/runs'] },
  { to: '/customers', label: 'Customers', icon: IconAddressBook },
  { to: '/reconcile', label: 'Reconcile', icon: IconScale, also: ['/differences'] },
  { to: '/connections', label: 'Connections', icon: IconPlugConnected },
  { to: '/settings', label: 'Settings', icon: IconSettings },
];

/** Whether `path` lies in `place`. */
export function isIn(place: Place, path: string): boolean {
  if (place.to === '/') return path === '/';
  return [place.to, ...(place.also ?? [])].some((start) => path === start || path.startsWith(`${start}/`));
}
