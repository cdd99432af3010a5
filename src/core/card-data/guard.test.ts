import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { guardCardData } from './guard.ts';

const body: Json = { id: 1042, notes: [{ text: 'my card 4111 1111 1111 1111, cvv 737' }] };

describe('the guard', () => {
  it('S13 refuses a body and says where, never the number', () => {
    const guarded = guardCardData(body, 'reject');
    expect(guarded.accepted).toBe(false);
    if (guarded.accepted) return;
    expect(guarded.failure).toMatchObject({ kind: 'rejected', code: 'card-data.found', field: 'notes[0].text' });
    expect(guarded.failure.message).toContain('a card number in notes[0].text (411111******1111)');
    expect(JSON.stringify(guarded)).not.toMatch(/1111 1111|737/);
  });

  it('S13 blanks a body and keeps the rest', () => {
    expect(guardCardData(body, 'blank')).toMatchObject({
      accepted: true,
      body: { id: 1042, notes: [{ text: 'my card 411111******1111, cvv ***' }] },
      findings: [{ path: 'notes[0].text' }, { path: 'notes[0].text' }],
    });
  });

  it.each(['reject', 'blank'] as const)('hands a clean body on as it is (%s)', (mode) => {
    const clean: Json = { id: 1042, note: 'Ring 555-0100' };
    expect(guardCardData(clean, mode)).toEqual({ accepted: true, body: clean, findings: [] });
  });

  it('believes a declaration of the source about its own fields, up to the length it names', () => {
    const value: Json = { LoyaltyNumber: '4111111111111111', note: '4111111111111111' };
    const safeFields = [{ name: 'loyalty_number', mostDigits: 16 }];
    expect(guardCardData(value, 'blank', { safeFields }).findings.map((finding) => finding.path)).toEqual(['note']);
  });

  it('counts what it does not name', () => {
    const many = guardCardData(
      Array.from({ length: 9 }, () => '4111111111111111'),
      'reject',
    );
    expect(many.accepted ? '' : many.failure.message).toContain('and 4 more');
  });
});
