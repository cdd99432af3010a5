import { lookup as resolveName } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What a connection may connect to. Both switches are set by an operator, never by what is being connected to. */
export interface AddressPolicy {
  /** Plain http is accepted. */
  readonly allowInsecure: boolean;
  /** Loopback and private networks are accepted; link-local, metadata and reserved ranges never are. */
  readonly allowPrivateNetwork: boolean;
}

/** `ipaddr.js` range names that count as somebody's own network. */
const PRIVATE_RANGES = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat']);

/** The error code of a connection attempt that {@link guardedLookup} stopped. */
export const FORBIDDEN_ADDRESS = 'EADDRFORBIDDEN';

/**
 * Says why an address must not be called, or nothing when it may. Judges scheme, user part and, when the host is
 * written as a number in any notation, its range; a host name is judged when it is resolved, see {@link guardedLookup}.
 */
export function findAddressFault(address: string, policy: AddressPolicy): string | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return 'it is not a complete address such as https://host.example';
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && policy.allowInsecure)) {
    return url.protocol === 'http:' ? 'plain http is not allowed; use https' : `${url.protocol}// is not https`;
  }
  if (url.username !== '' || url.password !== '') return 'it contains a user name or password';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) ? findRangeFault(host, policy) : undefined;
}

/** Says why one IP address must not be called, or nothing when it may. IPv4 inside IPv6 is judged as IPv4. */
export function findRangeFault(address: string, policy: AddressPolicy): string | undefined {
  if (!ipaddr.isValid(address)) return `${address} is not an IP address`;
  const range = ipaddr.process(address).range();
  if (range === 'unicast') return undefined;
  if (policy.allowPrivateNetwork && PRIVATE_RANGES.has(range)) return undefined;
  return `${address} lies in the ${range} range, which this connection may not call`;
}

/**
 * A `lookup` for sockets that resolves a name and refuses it when any of its addresses is forbidden. The checked
 * addresses are the ones connected to, so a name that changes between check and connect gains nothing.
 */
export function guardedLookup(policy: AddressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      for (const { address } of addresses) {
        const fault = findRangeFault(address, policy);
        if (fault) {
          return callback(Object.assign(new Error(`${hostname}: ${fault}`), { code: FORBIDDEN_ADDRESS }), []);
        }
      }
      const first = addresses[0];
      if (options.all || !first) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}
