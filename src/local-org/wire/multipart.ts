/** One part of a multipart body. */
export interface MultipartPart {
  readonly name: string;
  readonly content: Buffer;
}

/** Reads a multipart/form-data body; `undefined` when the header names no boundary. */
export function readMultipart(contentType: string, body: Buffer): MultipartPart[] | undefined {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (boundary === null) return undefined;
  const marker = Buffer.from(`--${boundary[1] ?? boundary[2] ?? ''}`);
  const parts: MultipartPart[] = [];
  let start = body.indexOf(marker);
  while (start >= 0) {
    const next = body.indexOf(marker, start + marker.length);
    if (next < 0) break;
    const part = body.subarray(start + marker.length + 2, next - 2);
    const headerEnd = part.indexOf('\r\n\r\n');
    const name = /name="([^"]*)"/.exec(part.subarray(0, headerEnd).toString('utf8'));
    if (headerEnd >= 0 && name !== null) parts.push({ name: name[1] ?? '', content: part.subarray(headerEnd + 4) });
    start = next;
  }
  return parts;
}
