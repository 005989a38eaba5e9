import type { SinkConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import { text, type FlagValues } from './command.js';

/** The flag that names a sink on the command line. */
export const SINK_FLAG = {
  sink: {
    type: 'string',
    describe:
      'Where key and secret go: file:PATH, dotenv:PATH, github:KEY,SECRET, command:PROGRAM ARGS, exec:PROGRAM ARGS',
    requiresArg: true,
  },
} as const;

/**
 * Reads the flag `--sink KIND:VALUE`. Arguments of a program are separated by spaces, or written as a JSON array; no shell
 * looks at them.
 *
 * @throws UsageError
 */
export function sinkOf(flags: FlagValues): { readonly sink?: SinkConfig | undefined } {
  const given = text(flags, 'sink');
  if (given === undefined) return {};
  const [, kind = '', value = ''] = /^(\w+):(.+)$/s.exec(given) ?? [];
  const sink = sinkFrom(kind, value);
  if (sink !== undefined) return { sink };
  throw new EcaError({
    name: 'UsageError',
    message: `--sink takes KIND:VALUE, and got "${given}".`,
    actions: ['Write file:PATH, dotenv:PATH, github:KEY,SECRET, command:PROGRAM ARGS or exec:PROGRAM ARGS.'],
  });
}

function sinkFrom(kind: string, value: string): SinkConfig | undefined {
  switch (kind) {
    case 'file':
      return { file: value };
    case 'dotenv':
      return { file: value, format: 'dotenv' };
    case 'github': {
      const [key, secret, ...rest] = value.split(',').map((name) => name.trim());
      const isName = (name: string | undefined): name is string => /^[A-Za-z_]\w*$/.test(name ?? '');
      return isName(key) && isName(secret) && key !== secret && rest.length === 0
        ? { github: { key, secret } }
        : undefined;
    }
    case 'command':
    case 'exec': {
      const argv = argvOf(value);
      if (argv === undefined) return undefined;
      return kind === 'command' ? { command: argv } : { exec: argv };
    }
    default:
      return undefined;
  }
}

function argvOf(value: string): readonly string[] | undefined {
  if (!value.trim().startsWith('[')) return value.trim().split(/\s+/);
  try {
    const parsed: unknown = JSON.parse(value);
    const isArgv = Array.isArray(parsed) && parsed.length > 0 && parsed.every((item) => typeof item === 'string');
    return isArgv ? parsed : undefined;
  } catch {
    return undefined;
  }
}
