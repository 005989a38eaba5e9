import { closest } from './closest.js';
import { fieldsOf, findField, schemaName, typesWithField } from './field-table.js';
import { HELP_ARTICLE_FIELDS, meantField } from './known-mistakes.js';
import type { ValueProblem } from './check-value.js';
import { findType } from './types.js';

const POLICY_SWITCHES = 'ExtlClntAppConfigurablePolicies';

/** Says where a field belongs that this type does not have. */
function belongsElsewhere(type: string, written: string, field: string, homes: readonly string[]): ValueProblem {
  const spelled = written === field ? '' : `, spelled ${field}`;
  const article =
    type === POLICY_SWITCHES && HELP_ARTICLE_FIELDS.includes(field)
      ? " Salesforce's help article names this type by mistake: no API version has the field here."
      : '';
  return {
    message: `${type} has no field ${written}.${article}`,
    action: `It belongs in ${homes.join(' and in ')}${spelled}. Move it there.`,
  };
}

/** Gives the types of an app that have a field, or any other types when no part of an app has it. */
function homesOf(field: string): readonly string[] {
  const homes = typesWithField(field);
  const ofApp = homes.filter((name) => findType(name)?.role !== 'other');
  return ofApp.length > 0 ? ofApp : homes;
}

/**
 * Explains a field that a type or group does not have: a known mistaken name, a field of another type, or a slip of the
 * pen.
 */
export function explainUnknownField(type: string, written: string): ValueProblem {
  const field = meantField(written) ?? written;
  if (field !== written && findField(type, field) !== undefined) {
    return { message: `${type} has no field ${written}.`, action: `The field is spelled ${field}.` };
  }
  const homes = findType(type) === undefined ? [] : homesOf(field);
  if (homes.length > 0) return belongsElsewhere(type, written, field, homes);
  const names = fieldsOf(type).map((row) => row.field);
  const near = closest(written, names);
  const list = `Run "eca fields ${schemaName(type)}" for the fields it has.`;
  return {
    message: `${type} has no field ${written}.`,
    action: near === undefined ? list : `Did you mean ${near}?`,
  };
}
