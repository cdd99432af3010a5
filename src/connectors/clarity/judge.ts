import { type CardDataOptions, scanCardData } from '../../core/card-data/find.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { CallResult, Effect } from '../../core/operation.ts';
import type { HttpResult } from '../kit/http.ts';
import { parseJsonText } from '../kit/json-text.ts';
import { answerEvidence, classifyExchange, noClearAnswer, type OutcomeContext, refused } from '../kit/outcome.ts';
import type { Decoded, Dialect, DialectSettings } from './dialects/dialect.ts';
import { recordOf } from './dialects/decode/missing.ts';
import { clarityFailure } from './errors.ts';
import { lookOf } from './model/order-standing.ts';
import type { ClarityRequest, OrderReply } from './model/request.ts';

/** Statuses whose body has the first word: the store answers nearly every exception with 400, some with 500. */
const BODY_SPEAKS = [400, 403, 404, 409, 422, 500] as const;

type Answered = Extract<HttpResult, { reached: 'answered' }>;

interface JudgeContext extends OutcomeContext {
  readonly dialect: Dialect;
  readonly settings: DialectSettings;
  readonly cardData: CardDataOptions;
}

/**
 * What became of one exchange with the store, and its answer in our words. The answer went through the allow-list of
 * the decoders and then through the card-data guard, which masks what shoppers write into notes and names.
 */
export function judgeExchange(request: ClarityRequest, result: HttpResult, context: JudgeContext): CallResult {
  const { effect, redact, dialect } = context;
  const early = classifyExchange(result, context, BODY_SPEAKS);
  if (early !== undefined) return early;
  if (result.reached !== 'answered') return noClearAnswer(effect, 'no answer', {});
  if (isWebPage(result)) return webPage(result, effect, context);
  const parsed = result.body.trim() === '' ? { value: undefined } : parseJsonText(result.body);
  if ('fault' in parsed) {
    return noClearAnswer(effect, `the answer cannot be read: ${parsed.fault}`, answerEvidence(result, redact));
  }
  const verdict = dialect.judge(request, effect, result.status, parsed.value);
  if (verdict.is === 'good')
    return finish(request, effect, dialect.decode(request, parsed.value, context.settings), context);
  const failure = withoutCardData({
    ...verdict.failure,
    message: redact(verdict.failure.message),
    evidence: redacted({ ...verdict.failure.evidence, status: result.status }, context),
  });
  if (verdict.is === 'refused') return refused(failure, effect);
  const unknown = noClearAnswer(effect, failure.message, failure.evidence ?? {});
  return effect === 'read' ? { outcome: 'not-sent', failure } : unknown;
}

function finish(
  request: ClarityRequest,
  effect: Effect,
  { reply, faults }: Decoded,
  context: JudgeContext,
): CallResult {
  const [first] = faults;
  if (first !== undefined && effect === 'read') {
    const others = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
    const failure = clarityFailure('clarity.field-unreadable', {
      message: `${first.path} ${first.message}${others}.`,
      field: first.path,
      ...recordOf(request),
      evidence: { faults: faults.slice(0, 10).map(({ path, message }) => `${path} ${message}`) },
    });
    return refused(withoutCardData(failure));
  }
  const { findings, blanked } = scanCardData(reply, context.cardData);
  if (findings.length === 0) return { outcome: 'applied', reply: shortened(request, reply) };
  const maskedFields = findings.map(({ path, masked }) => ({ path, masked }));
  return { outcome: 'applied', reply: shortened(request, { ...(blanked as JsonObject), maskedFields }) };
}

/** A look keeps what its operation needs. It is cut last: the hash is of what every other reader sees, masks and all. */
function shortened({ ask }: ClarityRequest, reply: JsonObject): JsonObject {
  return ask === 'order-look' ? (lookOf(reply as unknown as OrderReply) as unknown as JsonObject) : reply;
}

/** A page for people, where an answer for programmes was due: a proxy, a content system or its log-in. */
export function isWebPage({ headers, body }: Answered): boolean {
  return (
    /text\/html|application\/xhtml/i.test(String(headers['content-type'] ?? '')) || /^\s*<(?:!doctype|html)/i.test(body)
  );
}

function webPage(result: Answered, effect: Effect, { redact }: JudgeContext): CallResult {
  const evidence = { status: result.status, title: redact(/<title[^>]*>([^<]{0,120})/i.exec(result.body)?.[1] ?? '') };
  if (effect === 'write') return noClearAnswer(effect, 'a web page instead of the API', evidence);
  return { outcome: 'not-sent', failure: clarityFailure('clarity.not-the-api', { evidence }) };
}

function redacted(evidence: JsonObject, { redact }: JudgeContext): JsonObject {
  const entries = Object.entries(evidence).map(([name, value]) => [
    name,
    typeof value === 'string' ? redact(value) : value,
  ]);
  return Object.fromEntries(entries) as JsonObject;
}

/** What the store says may quote what it was asked to store. */
function withoutCardData<T extends object>(value: T): T {
  return scanCardData(value as unknown as Json).blanked as unknown as T;
}
