import { hasPlaceholder } from '../placeholders.js';
import { literalSecret, sourceOf } from '../secret-fields.js';
import { type AppRule, problem } from './rule.js';

/** What a key or secret consists of: visible letters, without space, as no XML changes them. */
const PLAIN = /^[\x21-\x7E]+$/;

/** Says why a text cannot be a consumer key; undefined when it can. */
export function whyNoKey(key: string): string | undefined {
  return PLAIN.test(key) ? undefined : 'it is empty, or has a space or another character that is not plain';
}

/** The secret is a variable and nothing else, and a key is a whole variable or none. */
export const suppliedCredentials: AppRule = {
  name: 'supplied-credentials',
  reads: ['credentials', 'clientCredentials'],
  check: ({ credentials, clientCredentials }) => {
    if (credentials === undefined) return [];
    const { key, secret } = credentials;
    const literal = literalSecret('secret');
    const isMixed = hasPlaceholder(key) && sourceOf(key) === undefined;
    const variable = sourceOf(secret)?.variable;
    const isOne = variable !== undefined && sourceOf(key)?.variable === variable;
    const why = hasPlaceholder(key) ? undefined : whyNoKey(key);
    return [
      ...(sourceOf(secret) === undefined ? [problem(['credentials', 'secret'], literal.message, literal.action)] : []),
      ...(isOne
        ? [
            problem(
              ['credentials', 'key'],
              `Key and secret are both taken from ${variable}, and one of them would be sent as the other.`,
              'Name two variables.',
            ),
          ]
        : []),
      ...(isMixed
        ? [
            problem(
              ['credentials', 'key'],
              'A variable in the consumer key is the whole of it, since it is read only where it is used.',
              'Write ${env:NAME} and nothing else, or the key itself.',
            ),
          ]
        : []),
      ...(why === undefined
        ? []
        : [
            problem(
              ['credentials', 'key'],
              `This is no consumer key: ${why}.`,
              'Take letters, digits and underscores.',
            ),
          ]),
      ...(clientCredentials === false
        ? [
            problem(
              ['credentials'],
              'Key and secret are supplied for the client credentials flow, which this app does not run.',
              'Remove credentials, or clientCredentials: false.',
            ),
          ]
        : []),
    ];
  },
};
