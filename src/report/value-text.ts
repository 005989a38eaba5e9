import type { FieldValue } from '../metadata/component.js';
import { Secret } from '../secret.js';

/** Spells the value of a field for a report; a secret as `[secret]`. */
export function valueText(value: FieldValue | undefined): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  return value instanceof Secret || typeof value !== 'object' ? String(value) : JSON.stringify(value);
}
