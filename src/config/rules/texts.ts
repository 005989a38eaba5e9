import { unsupportedCharacter } from '../../metadata/xml.js';
import { isMap } from '../../plain-data.js';
import { type ConfigPath, show } from '../../problem.js';
import { isApiName, LONGEST } from './names.js';
import { type AppRule, type RuleProblem, problem } from './rule.js';
import { EMAIL } from './users.js';

/** A label is what people see in Setup, so it is not empty. */
export const label: AppRule = {
  name: 'label',
  reads: ['label'],
  check: ({ label: text }) => {
    if (text === undefined) return [];
    if (text.trim() === '') return [problem(['label'], 'The label is empty.', 'Write what Setup is to show.')];
    if (text.length <= LONGEST) return [];
    return [problem(['label'], `The label has ${text.length} characters, and may have ${LONGEST}.`, 'Shorten it.')];
  },
};

/** Salesforce refuses a contact that is no e-mail address. */
export const contactEmail: AppRule = {
  name: 'contact-email',
  reads: ['contactEmail'],
  check: (app) => {
    if (app.contactEmail === undefined || EMAIL.test(app.contactEmail)) return [];
    const message = `${show(app.contactEmail)} is not an e-mail address.`;
    return [problem(['contactEmail'], message, 'Write an address such as platform@acme.example.')];
  },
};

/** What a Named Credential is made of has developer names. */
export const namedCredentialNames: AppRule = {
  name: 'named-credential-names',
  reads: ['namedCredential'],
  check: ({ namedCredential }) =>
    (['name', 'externalCredential', 'principal', 'permissionSet'] as const).flatMap((key) => {
      const name = namedCredential?.[key];
      if (name === undefined || isApiName(name)) return [];
      const action = 'Begin with a letter; use letters, digits and single underscores.';
      return [problem(['namedCredential', key], `${show(name)} is not a developer name.`, action)];
    }),
};

function charactersIn(value: unknown, path: ConfigPath): RuleProblem[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => charactersIn(item, [...path, index]));
  if (isMap(value)) return Object.entries(value).flatMap(([key, inner]) => charactersIn(inner, [...path, key]));
  const found = typeof value === 'string' ? unsupportedCharacter(value) : undefined;
  if (found === undefined) return [];
  const message = `The text holds the character ${found.name} at position ${found.offset + 1}.`;
  return [problem(path, message, 'Remove the character: XML cannot carry it.')];
}

/** Every text can be written to XML. The texts of `fields` are checked by the field table. */
export const characters: AppRule = {
  name: 'characters',
  reads: [],
  check: (app) =>
    Object.entries(app).flatMap(([key, value]: [string, unknown]) =>
      key === 'fields' ? [] : charactersIn(value, [key]),
    ),
};
