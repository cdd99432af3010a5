import { clarityConnector } from './clarity/connector.ts';
import type { Connector } from './kit/connector.ts';
import { m3Connector } from './m3/connector.ts';

/** Every connector of this release. A new one is one folder and one line here. */
export const CONNECTORS: Readonly<Record<string, Connector>> = {
  m3: m3Connector,
  clarity: clarityConnector,
};
