import type { Context } from '../state/context.js';
import type { ClientCredentials } from './token-answer.js';

/** Reads key and secret of a client, from a Basic header or from the form. [C] both are accepted */
export function clientOf(
  context: Context,
  authorization: string | undefined,
  form: URLSearchParams,
): ClientCredentials {
  const basic = /^Basic\s+(\S+)$/i.exec(authorization ?? '');
  if (basic === null) return { key: form.get('client_id') ?? '', secret: form.get('client_secret') ?? undefined };
  const [key = '', ...rest] = Buffer.from(basic[1] ?? '', 'base64')
    .toString('utf8')
    .split(':');
  const secret = rest.join(':');
  if (context.assumed('basic-header') === 'raw') return { key, secret };
  return { key: decoded(key), secret: decoded(secret) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
