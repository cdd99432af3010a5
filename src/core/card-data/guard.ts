import type { Failure } from '../failure.ts';
import type { Json } from '../json.ts';
import { cardDataFailure } from './errors.ts';
import { type CardDataOptions, type CardFinding, scanCardData } from './find.ts';

/** `reject`: a body with card data is refused as a whole. `blank`: card data is masked or removed, the rest goes on. */
export type CardGuardMode = 'reject' | 'blank';

export type GuardedBody =
  | { readonly accepted: true; readonly body: Json; readonly findings: readonly CardFinding[] }
  | { readonly accepted: false; readonly failure: Failure; readonly findings: readonly CardFinding[] };

/** How many places a message names before it only counts. */
const NAMED_PLACES = 5;

/**
 * Stands in front of everything that is stored, logged or passed on (PCI DSS 4.0.1, 3.3.1 and 3.4.1).
 * An accepted body holds no card number, card code or track data that {@link scanCardData} can see; neither does a
 * failure. Pure; a body without findings comes back as the same value.
 */
export function guardCardData(body: Json, mode: CardGuardMode, options: CardDataOptions = {}): GuardedBody {
  const { findings, blanked } = scanCardData(body, options);
  if (findings.length === 0 || mode === 'blank') return { accepted: true, body: blanked, findings };
  return { accepted: false, failure: describe(findings), findings };
}

const KIND_WORDS: Readonly<Record<CardFinding['kind'], string>> = {
  number: 'a card number',
  code: 'a card security code',
  track: 'magnetic stripe data',
  unreadable: 'nesting too deep to look through',
};

function describe(findings: readonly CardFinding[]): Failure {
  const places = findings.slice(0, NAMED_PLACES).map((finding) => {
    const where = finding.path === '' ? 'the text' : finding.path;
    return `${KIND_WORDS[finding.kind]} in ${where} (${finding.masked}${finding.encoded ? ', base64' : ''})`;
  });
  const more = findings.length - places.length;
  const first = findings[0];
  return cardDataFailure('card-data.found', {
    message: `Refused because of ${places.join('; ')}${more > 0 ? `; and ${more} more` : ''}. Nothing was stored.`,
    ...(first !== undefined && first.path !== '' ? { field: first.path } : {}),
    evidence: { findings: findings.map((finding) => ({ ...finding })) },
  });
}
