import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { substitute, variableOf } from '../../../src/config/placeholders.js';

const env = { HOST: 'acme.example', USER: 'billing', EMPTY: '', DOLLAR: '$& $1 $$ ${env:HOST}' };
const value = (text: unknown): unknown => substitute(text, ['apps', 'Billing_Sync', 'runAsUser'], env).value;

describe('substitute', () => {
  it.each([
    ['${env:HOST}', 'acme.example'],
    ['${env:USER}@${env:HOST}', 'billing@acme.example'],
    ['a${env:EMPTY}b', 'ab'],
    ['$${env:HOST}', '${env:HOST}'],
    ['$${env:NOT_SET}', '${env:NOT_SET}'],
    ['${HOST} $HOST ${env}', '${HOST} $HOST ${env}'],
  ])('makes of %s the text %s', (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it('takes a value as it is, and does not look into it again', () => {
    expect(value('${env:DOLLAR}')).toBe(env.DOLLAR);
  });

  it('goes into maps and lists, and leaves keys and other values alone', () => {
    expect(value({ '${env:HOST}': ['${env:USER}', 1, true, null] })).toEqual({
      '${env:HOST}': ['billing', 1, true, null],
    });
  });

  it('leaves any text without a placeholder as it is', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('${env:')),
        (text) => {
          expect(value(text)).toBe(text);
        },
      ),
    );
  });

  it('names key and variable of each value that is not set', () => {
    const { problems } = substitute({ sink: { command: ['gh', '${env:A}-${env:B}'] } }, [], {});
    expect(problems).toEqual([
      {
        path: ['sink', 'command', 1],
        message: 'The environment variable A is not set; sink.command[1] takes its value from it.',
        action: 'Set A and run the command again.',
      },
      {
        path: ['sink', 'command', 1],
        message: 'The environment variable B is not set; sink.command[1] takes its value from it.',
        action: 'Set B and run the command again.',
      },
    ]);
  });

  it.each(['${env:}', '${env:A-B}', '${env:1A}', '${env: HOST}', '${env:HOST', '${env:'])('refuses %s', (text) => {
    const { problems } = substitute(text, ['label'], env);
    expect(problems.map(({ message }) => message)).toEqual([`"${text}" names no environment variable.`]);
  });

  it('does not take what every object inherits for a variable', () => {
    expect(substitute('${env:constructor}', ['label'], {}).problems).toHaveLength(1);
  });
});

describe('variableOf', () => {
  it('gives the variable only when it is the whole text', () => {
    expect(variableOf('${env:HOST}')).toBe('HOST');
    expect(variableOf(' ${env:HOST}')).toBeUndefined();
    expect(variableOf('${env:A}${env:B}')).toBeUndefined();
  });
});
