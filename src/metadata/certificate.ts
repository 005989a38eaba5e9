/** Tells whether a text that should be a certificate holds a private key. */
export function holdsPrivateKey(text: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
}

/** Tells whether a text that should be a certificate is the name of a file that may hold one. */
export function namesFile(text: string): boolean {
  return /^[^\r\n]+\.(pem|crt|cer|der)$/i.test(text.trim());
}
