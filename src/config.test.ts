import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const proxies = (text: string) => readConfig({}, { LANDBRIDGE_TRUSTED_PROXIES: text }).trustedProxies;

test('the zone of the business holds also for comparing, unless that has its own', () => {
  const zones = (environment: Record<string, string>) => {
    const { zone, reconcile } = readConfig({}, environment);
    return [zone, reconcile.schedule?.zone];
  };
  expect(zones({})).toEqual(['UTC', 'UTC']);
  expect(zones({ LANDBRIDGE_ZONE: 'America/Chicago' })).toEqual(['America/Chicago', 'America/Chicago']);
  const both = { LANDBRIDGE_ZONE: 'America/Chicago', LANDBRIDGE_RECONCILE_ZONE: 'Europe/Stockholm' };
  expect(zones(both)).toEqual(['America/Chicago', 'Europe/Stockholm']);
  expect(() => zones({ LANDBRIDGE_ZONE: 'Mars/Olympus' })).toThrow('LANDBRIDGE_ZONE: there is no zone "Mars/Olympus"');
  // For PostgreSQL this is two hours to the west.
  expect(() => zones({ LANDBRIDGE_ZONE: '+02:00' })).toThrow(ConfigError);
});

test('no proxy is trusted unless it is named', () => {
  expect(readConfig({}, {}).trustedProxies).toEqual([]);
  expect(proxies('10.0.0.0/8, 192.0.2.7 ,fd00::/8')).toEqual(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);
});

test('what is no address, and a network of everybody, is refused by name', () => {
  for (const text of [
    'proxy.example',
    '10.0.0.0/33',
    '10.0.0.0/0',
    '::/0',
    'fd00::/129',
    '10.0.0.0/8/8',
    '10.0.0.1,x',
  ]) {
    expect(() => proxies(text), text).toThrow(ConfigError);
  }
  expect(() => proxies('10.0.0.1,x')).toThrow('LANDBRIDGE_TRUSTED_PROXIES: "x" must be an IP address');
});
