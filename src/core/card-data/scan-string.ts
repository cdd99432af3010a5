import type { Json } from '../json.ts';
import { base64Tokens } from './base64.ts';
import { CARD_DIGITS, maskCardNumber } from './card-number.ts';
import { hasDigits, plainText } from './digit-runs.ts';
import type { FieldMeaning } from './field-names.ts';
import { blankHits, scanText, type TextHit } from './scan-text.ts';

/** What was found in one string. */
export interface StringFinding {
  readonly kind: 'number' | 'code' | 'track' | 'unreadable';
  readonly masked: string;
  readonly encoded: boolean;
}

export interface BlankedString {
  readonly findings: readonly StringFinding[];
  readonly blanked: string;
}

/** What is known about the field in which a string stands. */
export interface StringPlace {
  readonly meaning: FieldMeaning;
  /** Runs up to this many digits are declared to be something else; 0: nothing is declared. */
  readonly safeDigits: number;
}

/** Looks through a JSON value that a string carries. */
export type NestedScan = (value: Json) => {
  readonly findings: readonly Pick<StringFinding, 'kind' | 'masked'>[];
  readonly blanked: Json;
};

const REMOVED = '[removed]';
const CARD_CODE = /^\s*(?:\d{3,4}|[0-9a-f]{16})\s*$/i;
const MASK_CHARACTERS = /[*x#•·…]/i;
/** Fewest digits in base64 that can matter: those of a card code. */
const LEAST_ENCODED_DIGITS = 3;

/**
 * Card data in one string: by the name of its field, in its text, in base64, or in JSON that it carries as text.
 * Undefined when there is none. A string with other than ASCII characters comes back in Unicode NFKC when blanked.
 */
export function blankString(value: string, place: StringPlace, scanNested?: NestedScan): BlankedString | undefined {
  if (value.length < 3) return undefined;
  const text = plainText(value);
  const named = place.meaning === 'other' ? undefined : blankNamed(text, place.meaning);
  if (named !== undefined) return named;
  if (value.length < 7) return undefined;
  const nested = blankNested(text, false, scanNested);
  if (nested !== undefined) return nested;
  const hits = hasDigits(text, 3)
    ? scanText(text, { card: place.meaning === 'card', safeDigits: place.safeDigits })
    : [];
  const encoded = encodedHits(text, scanNested);
  if (hits.length === 0 && encoded.length === 0) return undefined;
  return {
    findings: [
      ...hits.map(({ kind, masked }) => ({ kind, masked, encoded: false })),
      ...encoded.map(({ says }) => says),
    ],
    blanked: blankHits(text, encoded.length === 0 ? hits : mergeHits(hits, encoded)),
  };
}

function blankNamed(text: string, meaning: FieldMeaning): BlankedString | undefined {
  if (meaning === 'code') {
    return CARD_CODE.test(text) ? whole({ kind: 'code', masked: '***', encoded: false }, REMOVED) : undefined;
  }
  if (!hasDigits(text, CARD_DIGITS.least - 1) || MASK_CHARACTERS.test(text)) return undefined;
  if (meaning === 'track') return whole({ kind: 'track', masked: REMOVED, encoded: false }, REMOVED);
  const digits = text.replace(/[^0-9]/g, '');
  if (digits.length > CARD_DIGITS.most) return undefined;
  const masked = maskCardNumber(digits);
  return whole({ kind: 'number', masked, encoded: false }, masked);
}

const whole = (found: StringFinding, blanked: string): BlankedString => ({ findings: [found], blanked });

const carriesJson = (text: string): boolean => /^\s*[[{]/.test(text) && /[\]}]\s*$/.test(text);

/** Looks into JSON carried as text, one level deep, because only there the names of its members can be read. */
function blankNested(text: string, encoded: boolean, scanNested?: NestedScan): BlankedString | undefined {
  if (scanNested === undefined || !carriesJson(text)) return undefined;
  const parsed = parseJson(text);
  if (parsed === undefined) return undefined;
  const { findings, blanked } = scanNested(parsed);
  if (findings.length === 0) return undefined;
  return {
    findings: findings.map(({ kind, masked }) => ({ kind, masked, encoded })),
    blanked: JSON.stringify(blanked),
  };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A stretch of base64 that goes as a whole, and what was found in it. */
interface EncodedHit extends TextHit {
  readonly says: StringFinding;
}

function encodedHits(text: string, scanNested?: NestedScan): EncodedHit[] {
  return base64Tokens(text, LEAST_ENCODED_DIGITS).flatMap((token) => {
    const plain = plainText(token.decoded);
    const inside = blankNested(plain, true, scanNested)?.findings[0];
    const hit = inside ?? scanText(plain, { card: false, safeDigits: 0 })[0];
    if (hit === undefined) return [];
    const says = { kind: hit.kind, masked: hit.masked, encoded: true };
    return [{ kind: 'number', start: token.start, end: token.end, masked: REMOVED, says }];
  });
}

function mergeHits(plain: readonly TextHit[], encoded: readonly TextHit[]): TextHit[] {
  const outside = plain.filter((hit) => !encoded.some((token) => hit.start < token.end && hit.end > token.start));
  return [...outside, ...encoded].toSorted((a, b) => a.start - b.start);
}
