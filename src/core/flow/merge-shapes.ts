import { ANY, type Field, type RecordShape, type Shape } from '../expression/shape.ts';

/**
 * What is certain of a value that has one shape or the other: a field is there for certain only when both have it for
 * certain, and two kinds that differ may be anything.
 */
export function mergeShapes(left: Shape, right: Shape): Shape {
  if (left === right) return left;
  if (left.kind === 'record' && right.kind === 'record') return mergeRecords(left, right);
  if (left.kind === 'list' && right.kind === 'list') return { kind: 'list', of: mergeShapes(left.of, right.of) };
  if (left.kind === 'map' && right.kind === 'map') return { kind: 'map', of: mergeShapes(left.of, right.of) };
  return left.kind === right.kind ? left : ANY;
}

function mergeRecords(left: RecordShape, right: RecordShape): RecordShape {
  const fields = new Map<string, Field>();
  for (const name of new Set([...left.fields.keys(), ...right.fields.keys()])) {
    const a = left.fields.get(name);
    const b = right.fields.get(name);
    if (a && b) {
      fields.set(name, { ...a, shape: mergeShapes(a.shape, b.shape), required: a.required && b.required });
    } else {
      const only = a ?? b;
      if (only) fields.set(name, { ...only, required: false });
    }
  }
  const nullable = left.nullable === true || right.nullable === true;
  const open = left.open === true || right.open === true;
  return { kind: 'record', fields, ...(nullable ? { nullable } : {}), ...(open ? { open } : {}) };
}
