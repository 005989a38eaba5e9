import type { ColumnType } from '../soql/table.js';
import { TEXT_LENGTHS } from '../soql/table.js';
import { FIELD_CONSTANTS } from './describe-constants.js';

/** What is known of a field. */
export interface FieldFacts {
  readonly name: string;
  readonly type: ColumnType;
  readonly relation?: { readonly name: string; readonly object: string } | undefined;
  readonly label?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly externalId?: boolean;
  readonly createable?: boolean;
  readonly updateable?: boolean;
}

/** Types of XML by the type of a field. [C] */
const SOAP_TYPES: Readonly<Record<ColumnType, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  string: 'xsd:string',
  email: 'xsd:string',
  phone: 'xsd:string',
  url: 'xsd:string',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  complexvalue: 'xsd:anyType',
};

/** Describes a field. [C] the keys, and the types of XML; what the org does not model has the value of a plain field */
export function fieldDescribe(facts: FieldFacts): Record<string, unknown> {
  const { name, type, relation } = facts;
  const length = TEXT_LENGTHS[type] ?? 0;
  const isExternal = facts.externalId === true;
  return {
    ...FIELD_CONSTANTS,
    name,
    label: facts.label ?? name,
    type,
    soapType: SOAP_TYPES[type],
    length,
    byteLength: length * (type === 'id' || type === 'reference' ? 1 : 3),
    digits: type === 'int' ? 8 : 0,
    precision: type === 'double' ? 18 : 0,
    scale: 0,
    custom: name.endsWith('__c'),
    nameField: name === 'Name',
    externalId: isExternal,
    idLookup: isExternal || type === 'id',
    unique: isExternal,
    nillable: type !== 'id' && type !== 'boolean' && facts.required !== true && facts.readOnly !== true,
    createable: facts.createable ?? false,
    updateable: facts.updateable ?? false,
    referenceTo: relation === undefined ? [] : [relation.object],
    relationshipName: relation?.name ?? null,
  };
}
