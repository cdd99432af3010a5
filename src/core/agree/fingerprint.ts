import type { Canonical } from './model.ts';

/**
 * A short stand-in for a canonical value: 106 bits, always the same for the same value, and enough to see that one has
 * changed. It keeps values out of what is remembered; it is no protection for secrets, and none are compared.
 */
export function fingerprint(value: Canonical): string {
  if (value === null) return '-';
  return mix(value, 0x9e3779b9) + mix(value, 0x51ed270b);
}

/** 53 bits as base 36: two multiplicative hashes that end in each other (the public-domain mixing of MurmurHash3). */
function mix(text: string, seed: number): string {
  let one = 0xdeadbeef ^ seed;
  let two = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 2_654_435_761);
    two = Math.imul(two ^ unit, 1_597_334_677);
  }
  one = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(two ^ (two >>> 13), 3_266_489_909);
  two = Math.imul(two ^ (two >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & two) + (one >>> 0)).toString(36).padStart(11, '0');
}
