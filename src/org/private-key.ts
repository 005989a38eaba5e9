import { createPrivateKey, type KeyObject } from 'node:crypto';

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]+?)-----END \1-----/;
const LINE = 64;

/**
 * Reads an RSA private key as people hand it over: a PEM, with line ends, with `\n` in their place, or on one line, as
 * variables of CI hold it; a PEM in base64; or the bytes of a key in base64.
 *
 * @throws An error without a word of the key.
 */
export function readPrivateKey(text: string): KeyObject {
  const key = formsOf(text)
    .flatMap((form) => form() ?? [])
    .at(0);
  if (key === undefined) throw new Error(whyNot(text));
  if (key.asymmetricKeyType !== 'rsa') throw new Error('it is a key of another kind than RSA');
  return key;
}

function formsOf(text: string): readonly (() => KeyObject | undefined)[] {
  const pem = pemIn(text);
  if (pem !== undefined) return [tried(() => createPrivateKey(pem))];
  const bytes = bytesIn(text);
  if (bytes === undefined) return [];
  const inside = pemIn(bytes.toString('utf8'));
  if (inside !== undefined) return [tried(() => createPrivateKey(inside))];
  return (['pkcs8', 'pkcs1'] as const).map((type) =>
    tried(() => createPrivateKey({ key: bytes, format: 'der', type })),
  );
}

const tried = (make: () => KeyObject) => (): KeyObject | undefined => {
  try {
    return make();
  } catch {
    return undefined;
  }
};

/** Finds a PEM and gives it the line ends that it lost. */
function pemIn(text: string): string | undefined {
  const [, label = '', body = ''] = PEM.exec(text.replaceAll('\\r', '').replaceAll('\\n', '\n')) ?? [];
  if (label === '' || body.includes(':')) return undefined;
  const lines = body.replaceAll(/\s/g, '').match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function bytesIn(text: string): Buffer | undefined {
  const packed = text.replaceAll(/\\n|\s/g, '');
  return /^[\w+/-]+={0,2}$/.test(packed) && packed.length > LINE ? Buffer.from(packed, 'base64') : undefined;
}

/** Says what a text is instead, in words that tell nothing of it. */
function whyNot(text: string): string {
  const inside = bytesIn(text)?.toString('utf8') ?? '';
  const all = `${text}\n${inside}`;
  if (/ENCRYPTED/.test(all)) return 'it is encrypted';
  if (/BEGIN CERTIFICATE/.test(all)) return 'it is a certificate, which goes into the app; the key stays here';
  if (/BEGIN (?:RSA )?PUBLIC KEY/.test(all)) return 'it is a public key';
  if (text.trim() === '') return 'it is empty';
  return 'it is no whole private key';
}
