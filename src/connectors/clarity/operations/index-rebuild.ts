import type { JsonSchema } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import { flag, type Infer, record } from '../model/shape.ts';
import { fail, write } from './view.ts';

const INPUT = record('Nothing is to be said', {});
const OUTPUT = record('What became of it', { rebuilt: flag('The store says that it rebuilds its index') });
type Output = Infer<typeof OUTPUT>;

/** Shoppers see old products in lists and searches until the index is rebuilt. */
export const indexRebuild: Operation<Record<string, never>, Output> = {
  name: 'product.rebuild-index',
  title: 'Rebuild the search index',
  description:
    'Has the store rebuild the search index of its products, as after many changes. A store that does not answer is asked once more by the next change.',
  effect: 'write',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: { input: {}, output: { rebuilt: true } },
  next: ({ calls, round }) => {
    const asked = calls.findLast((call) => call.round === round);
    if (asked === undefined) return write('rebuild', { ask: 'index-rebuild' });
    if (asked.outcome === 'refused') return fail(asked.failure ?? clarityFailure('clarity.refused'));
    if (asked.outcome === 'applied') return { do: 'done', output: { rebuilt: true } };
    const warnings = ['The store did not say that it rebuilds its search index.'];
    return { do: 'done', output: { rebuilt: false }, warnings };
  },
};
