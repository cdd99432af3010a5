import type { UpdateRequest } from '../../model/request.ts';

/**
 * The body of an update: this generation changes only the members that are sent, so the record that was read is not
 * needed. The names are assumed.
 */
export function changeRecord(request: UpdateRequest): Record<string, unknown> {
  if (request.ask === 'account-update') return { customKey: request.key };
  // Saves of this generation have no route, so they never come here.
  if (request.ask !== 'order-update') return {};
  const { key, hash, status, state, attributes, trackingNumber, carrier, shippedAt } = request.set;
  return {
    ...(key === undefined ? {} : { customKey: key }),
    ...(hash === undefined ? {} : { hash: Number(hash) }),
    ...(status === undefined ? {} : { statusId: status }),
    ...(state === undefined ? {} : { stateId: state }),
    ...(attributes === undefined ? {} : { serializableAttributes: attributesOf(attributes) }),
    ...(trackingNumber === undefined ? {} : { trackingNumber }),
    ...(carrier === undefined ? {} : { shippingDetail: { carrierName: carrier } }),
    ...(shippedAt === undefined ? {} : { actualShipDate: shippedAt }),
  };
}

function attributesOf(values: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { key, value }]));
}
