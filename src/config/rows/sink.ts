import { choice, type Group, listOf, oneOrListOf, TEXT } from '../shape.js';

const GITHUB: Group = {
  kind: 'group',
  name: 'GithubSinkConfig',
  text: 'Names that the outputs and variables of a GitHub Actions job get.',
  keys: {
    key: { shape: TEXT, required: true, text: 'Name that the consumer key gets.' },
    secret: { shape: TEXT, required: true, text: 'Name that the consumer secret gets, masked in the log.' },
  },
};

/** Kinds of sinks, each by the key that says so. */
export const SINK_KINDS = ['file', 'command', 'github', 'exec'] as const;

/** Where key and secret go. */
const SINK: Group = {
  kind: 'group',
  name: 'SinkConfig',
  text: 'Where key and secret go: exactly one of four kinds.',
  oneOf: SINK_KINDS,
  keys: {
    file: {
      shape: TEXT,
      path: 'file',
      text: 'Path of a file that only its owner can read.',
      rules: 'Refused where git would take it.',
    },
    format: { shape: choice('json', 'dotenv'), text: 'Format of the file.', default: 'json', belongsTo: 'file' },
    command: {
      shape: listOf(TEXT),
      path: 'program',
      text: 'A program and its arguments, run without a shell; it gets JSON with app, org, key and secret as input.',
      examples: [['gh', 'secret', 'set', 'BILLING_SYNC_UAT']],
    },
    github: {
      shape: GITHUB,
      text: 'Outputs and variables of the running GitHub Actions job.',
      rules: '`{ key: NAME, secret: NAME }`, masked before.',
    },
    exec: {
      shape: listOf(TEXT),
      path: 'program',
      text: 'A program and its arguments, with key and secret in its environment variables.',
    },
    read: {
      shape: listOf(TEXT),
      path: 'program',
      text: 'A program and its arguments that prints key and secret as the consumer has them, as JSON; `eca verify` then proves that pair and asks the org for none.',
      examples: [['vault', 'kv', 'get', '-field=pair', 'secret/billing-sync']],
    },
  },
};

/** A sink, or several, each of which gets key and secret. */
export const SINKS = oneOrListOf(SINK);
