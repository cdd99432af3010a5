import { done, type Handlers, type MiCall } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import { dayOf, timeOf } from '../state/dates.ts';

/** CUSEXTMI, CRS111MI and CRS618MI: own data beside a record, e-mail addresses, contacts. */
export const extraFieldHandlers: Handlers = {
  'CUSEXTMI/AddFieldValue': (call) => {
    const { sandbox, input } = call;
    const key = fieldKey(call);
    if (sandbox.world.extraFields.has(key)) return refuse('XRE0104', 'PK01', input['PK01']);
    const now = sandbox.now();
    const fields = { ...input, RGDT: dayOf(now), RGTM: timeOf(now), LMDT: dayOf(now) };
    sandbox.commit({ kind: 'extra-field.set', key, fields });
    return done();
  },
  'CUSEXTMI/GetFieldValue': (call) => {
    const record = call.sandbox.world.extraFields.get(fieldKey(call));
    return record ? done(record) : refuse('XRE0103', 'PK01', call.input['PK01']);
  },
  'CRS111MI/Add': ({ sandbox, input }) => {
    const { EMTP = '', EMKY = '', EMAL = '' } = input;
    const key = `${EMTP}/${EMKY}`;
    if (sandbox.world.emails.has(key)) return refuse('XRE0104', 'EMKY', EMKY);
    sandbox.commit({ kind: 'e-mail.set', key, address: EMAL });
    return done();
  },
  'CRS618MI/Add': ({ sandbox, input }) => {
    const contact = input['CNPE'] ?? '';
    if (sandbox.world.contacts.has(contact)) return refuse('XRE0104', 'CNPE', contact);
    sandbox.commit({ kind: 'contact.added', contact, fields: { ...input } });
    return done({ CNPE: contact });
  },
};

function fieldKey({ input }: MiCall): string {
  return ['FILE', 'PK01', 'PK02', 'PK03', 'PK04', 'PK05', 'PK06', 'PK07', 'PK08']
    .map((name) => input[name] ?? '')
    .join('|');
}
