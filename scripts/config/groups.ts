import { type Group, type Shape, under } from '../../src/config/shape.js';

/** Gives the groups below a shape, those that others are made of first. */
export function groupsIn(shape: Shape): readonly Group[] {
  const inner = under(shape);
  if (inner.kind === 'list') return groupsIn(inner.item);
  if (inner.kind === 'map') return groupsIn(inner.value);
  if (inner.kind !== 'group') return [];
  return [...Object.values(inner.keys).flatMap((row) => groupsIn(row.shape)), inner];
}
