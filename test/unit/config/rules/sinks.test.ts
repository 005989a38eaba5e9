import { describe } from 'vitest';
import { allows, refuses } from './cases.js';

describe('rules about sinks', () => {
  refuses([
    [
      'refuses a sink that goes nowhere',
      { sink: {} },
      'sink',
      /does not say/,
      /exactly one of file, command, github, exec/,
    ],
    [
      'refuses a sink of two kinds',
      { sink: { file: 'a.json', exec: ['node'] } },
      'sink',
      /file and exec/,
      /exactly one/,
    ],
    [
      'refuses a format without a file',
      { sink: { command: ['gh'], format: 'json' } },
      'sink.format',
      /for a file/,
      /Remove/,
    ],
    ['refuses a command without a program', { sink: { command: [] } }, 'sink.command', /No program/, /gh, secret/],
    [
      'refuses an output with a hyphen',
      { sink: { github: { key: 'billing-key', secret: 'BILLING_SECRET' } } },
      'sink.github.key',
      /"billing-key"/,
      /underscores/,
    ],
    [
      'refuses one name for key and secret',
      { sink: { github: { key: 'BILLING', secret: 'BILLING' } } },
      'sink.github.secret',
      /both called "BILLING"/,
      /two names/,
    ],
    ['refuses an empty path', { sink: { file: '' } }, 'sink.file', /empty/, /path/],
  ]);

  allows([['a GitHub sink', { sink: { github: { key: 'BILLING_KEY', secret: 'BILLING_SECRET' } } }]]);
});
