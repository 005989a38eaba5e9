import { createPrivateKey, type KeyObject } from 'node:crypto';

/** A certificate can stand in the same text, as in what `openssl pkcs12` writes. */
const PEM = /-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----([\s\S]+?)-----END \1-----/;
/** What the bytes of a key in DER begin with, and a text in UTF-16 as some editors and shells write it. */
const [DER, UTF16] = [0x30, 0xfeff];
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

/** Gives the bytes of a key file as a text that {@link readPrivateKey} takes. */
export function keyText(bytes: Buffer): string {
  if (bytes[0] === DER && bytes[1] !== undefined && bytes[1] > 0x7f) return bytes.toString('base64');
  return bytes.length > 1 && bytes.readUInt16LE() === UTF16 ? bytes.toString('utf16le') : bytes.toString('utf8');
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
  if (/BEGIN OPENSSH PRIVATE KEY/.test(all))
    return 'it has the form of OpenSSH (`ssh-keygen -p -m PEM` makes PEM of it)';
  if (/BEGIN CERTIFICATE/.test(all)) return 'it is a certificate, which goes into the app; the key stays here';
  if (/BEGIN (?:RSA )?PUBLIC KEY/.test(all)) return 'it is a public key';
  if (text.trim() === '') return 'it is empty';
  return 'it is no whole private key';
}
