import type { SandboxReach } from './sandboxes.ts';

/** Tables that no document of M3 tells of: their changes come by web-hook. */
const BY_HOOK = ['M3:MITBAL:CUD', 'M3:OPRBAS:CUD'];
const BY_DOCUMENT = [
  'ItemMaster',
  'CustomerPartyMaster',
  'ShipToPartyMaster',
  'SalesOrder',
  'Shipment',
  'Invoice',
  'ReceivableTransaction',
];

/**
 * Has the M3 sandbox tell the product of its changes, as CMS049 and a connection point of ION would be set up.
 * @throws Error when the sandbox refuses
 */
export async function connectFeed(reach: SandboxReach, serverUrl: string, secret: string): Promise<void> {
  const headers = { 'X-Landbridge-Key': secret };
  const url = `${serverUrl}/hooks/m3`;
  const response = await fetch(`${reach.m3.url}/sandbox/feed`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      hook: { url, headers, subscriptions: BY_HOOK },
      ims: { url, headers, nouns: BY_DOCUMENT },
    }),
  });
  if (!response.ok) throw new Error(`The M3 sandbox refused its feed: ${response.status} ${await response.text()}`);
}
