import * as z from 'zod/mini';
import { type Group, mapOf, overlayOf, type Shape, under } from './shape.js';

/** The field table checks what stands here. */
const FIELDS_OF_TYPE = mapOf({ kind: 'metadata-field' });

const made = new WeakMap<Shape, z.ZodMiniType>();
const madeForOverlays = new WeakMap<Shape, z.ZodMiniType>();

/** Gives the schema that checks a shape, made once for each. */
export function zodOf(shape: Shape): z.ZodMiniType {
  const isOverlaid = shape.kind === 'overlay';
  const known = isOverlaid ? madeForOverlays : made;
  const inner = under(shape);
  const found = known.get(inner) ?? (isOverlaid ? z.nullable(build(inner, overlayOf)) : build(inner, (below) => below));
  known.set(inner, found);
  return found;
}

/** Makes the schema of a shape; `wrap` says how what is below it is to be taken. */
function build(shape: Shape, wrap: (below: Shape) => Shape): z.ZodMiniType {
  switch (shape.kind) {
    case 'text':
    case 'scope':
    case 'variable-name':
    case 'late-text':
    case 'secret':
      return z.string();
    case 'boolean':
      return z.boolean();
    case 'whole-number':
      return z.int();
    case 'true-or-text':
      return z.union([z.literal(true), z.string()]);
    case 'choice':
      return z.enum(shape.of);
    case 'list':
      return z.array(zodOf(shape.item));
    case 'one-or-list':
      return z.union([zodOf(wrap(shape.of)), z.array(zodOf(shape.of))]);
    case 'map':
      return z.record(z.string(), zodOf(wrap(shape.value)));
    case 'overlay':
      return zodOf(shape);
    case 'metadata-field':
      return z.unknown();
    case 'metadata-fields':
      return z.record(z.string(), zodOf(wrap(FIELDS_OF_TYPE)));
    case 'group':
      return buildGroup(shape, wrap);
  }
}

function buildGroup({ keys }: Group, wrap: (below: Shape) => Shape): z.ZodMiniType {
  const isOverlaid = wrap === overlayOf;
  const entries = Object.entries(keys).map(([key, row]) => {
    const schema = zodOf(wrap(row.shape));
    return [key, row.required === true && !isOverlaid ? schema : z.exactOptional(schema)] as const;
  });
  return z.strictObject(Object.fromEntries(entries));
}
