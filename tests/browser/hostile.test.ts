import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, NARROW, runIn, settle, startHarness, WIDE } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

/** Texts that would run, load, navigate or restyle if any screen took them for more than text. */
const PAYLOADS = [
  '<script>window.pwned=1</script>',
  '<img src=x onerror="window.pwned=1">',
  '<svg onload="window.pwned=1">',
  '<svg><script>window.pwned=1</script></svg>',
  '<body onload=window.pwned=1>',
  '<iframe src="javascript:parent.pwned=1"></iframe>',
  '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
  '<a href="javascript:window.pwned=1">x</a>',
  'javascript:window.pwned=1',
  'data:text/html,<script>opener.pwned=1</script>',
  '"><script>window.pwned=1</script>',
  "'><script>window.pwned=1</script>",
  '" onmouseover="window.pwned=1" x="',
  "' onfocus='window.pwned=1' autofocus x='",
  '</title><script>window.pwned=1</script>',
  '</textarea><script>window.pwned=1</script>',
  '</style><script>window.pwned=1</script>',
  '<style>*{display:none}</style>',
  '<link rel=stylesheet href=//evil.example/x.css>',
  '<base href="//evil.example/">',
  '<meta http-equiv=refresh content="0;url=//evil.example">',
  '<form action=//evil.example><input name=password></form>',
  '<math><mtext></table><img src=x onerror=window.pwned=1>',
  '<details open ontoggle=window.pwned=1>',
  '<video><source onerror=window.pwned=1>',
  '{{constructor.constructor("window.pwned=1")()}}',
  '${window.pwned=1}',
  '<%= 7*7 %>',
  '&lt;script&gt;window.pwned=1&lt;/script&gt;',
  '\u202Ereversed\u2066',
  '\u0000\u0008<b>nul</b>',
  '🙂'.repeat(40),
  'W'.repeat(600),
  '../../../../etc/passwd',
  '//evil.example/\\..',
  '__proto__',
  'constructor',
  '=HYPERLINK("http://evil.example","x")',
] as const;

/** Members that carry no free text: names of states and kinds, times, ids that are part of addresses. */
const FIXED = new Set([
  'flow',
  'state',
  'id',
  'at',
  'type',
  'verb',
  'result',
  'role',
  'kind',
  'connector',
  'effect',
  'outcome',
  'verdict',
  'via',
  'permissions',
  'next',
  'behind',
  'scope',
  'resume',
  'currency',
  'validUntil',
  'placedAt',
  'time',
  'by',
  'currency',
]);
/** Longer addresses are cut by what stands between browser and server. */
const LONGEST_QUERY = 800;
const MOMENT = /^\d{4}-\d\d-\d\dT/;

/** The answer with every free text replaced by what `next` gives. */
function bendAll(answer: unknown, next: () => string, name = ''): unknown {
  if (typeof answer === 'string') return FIXED.has(name) || MOMENT.test(answer) ? answer : next();
  if (Array.isArray(answer)) return answer.map((item) => bendAll(item, next, name));
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, bendAll(value, next, key)]));
}

/** Texts that act by how they begin: each stands alone in every field once. */
const ALONE = PAYLOADS.filter((payload) => /^(?:javascript:|data:|__proto__|constructor)/.test(payload));

/** Ways to fill the fields: all payloads in each, one after the other from field to field, and some alone. */
const FILLINGS: readonly (readonly [name: string, next: () => () => string])[] = [
  ['all at once', () => () => PAYLOADS.join(' ')],
  ['in turn', () => inTurn(0)],
  ['in turn, begun elsewhere', () => inTurn(17)],
  ['all at once again', () => () => PAYLOADS.join(' ')],
  ...ALONE.map((payload): readonly [string, () => () => string] => [payload, () => () => payload]),
];

function inTurn(start: number): () => string {
  let place = start;
  return () => {
    place += 1;
    return PAYLOADS[place % PAYLOADS.length] ?? '';
  };
}

const PATHS = [
  '/',
  '/orders',
  '/runs/:held?at=event',
  '/runs/:unknown?at=12&view=json',
  '/connections',
  '/connections/new?connector=clarity',
  '/settings?part=people',
  '/settings?part=audit',
  '/settings?part=about',
];

describe('S08: hostile text stays text on every screen', () => {
  test.each(PATHS)(
    '%s',
    async (path) => {
      const filled = path.replace(/:(\w+)/, (_, state: string) => runIn(harness, state).id);
      const page = await harness.open(filled);
      const outside: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(harness.server.url)) outside.push(request.url());
      });
      for (const [place, [filling, next]] of FILLINGS.entries()) {
        const take = next();
        await page.setViewportSize(place % 2 === 0 ? WIDE : NARROW);
        harness.server.bend = (answer) => bendAll(answer, take);
        await page.reload();
        await settle(page);
        const seen = await page.evaluate(() => ({
          pwned: 'pwned' in window,
          foreign: document.querySelectorAll(
            '#root script, #root iframe, #root base, #root style, #root [onerror], #root [onload], #root a[href^="javascript" i], #root a[href^="data" i]',
          ).length,
          wide:
            document.documentElement.scrollWidth <= window.innerWidth
              ? []
              : [...document.querySelectorAll('#root *')]
                  .filter((element) => element.getBoundingClientRect().right > window.innerWidth)
                  .map((element) => `${element.tagName}.${element.className}`),
        }));
        expect({ filling, ...seen }).toEqual({ filling, pwned: false, foreign: 0, wide: [] });
        if (place === 0) expect(await page.locator('#root').textContent()).toContain(PAYLOADS[0]);
      }
      expect(outside).toEqual([]);
      expect(harness.complaints).toEqual([]);
    },
    60_000,
  );

  test('hostile addresses do no harm either', async () => {
    const page = await harness.open('/');
    for (const payload of [...ALONE, PAYLOADS.join(' ').slice(0, LONGEST_QUERY)]) {
      const text = encodeURIComponent(payload);
      for (const path of [
        `/orders?q=${text}&state=${text}&flow=${text}&since=${text}`,
        `/settings?part=${text}&subject=${text}`,
        `/sign-in?next=${text}`,
      ]) {
        await page.goto(harness.server.url + path);
        await settle(page);
        expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
      }
    }
    expect(harness.complaints).toEqual([]);
  }, 60_000);
});
