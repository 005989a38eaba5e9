import { EcaError } from './errors.js';
import { withoutTokens } from './secret.js';

/** An error of the closed list for anything that was thrown. */
export function asEcaError(error: unknown): EcaError {
  if (error instanceof EcaError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new EcaError({
    name: 'InternalError',
    message: `Something went wrong inside eca: ${withoutTokens(message)}`,
    actions: ['Run again with --debug for the stack, and report it with what you typed.'],
    cause: error,
  });
}
