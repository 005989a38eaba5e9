/** Parts of a multipart body by name: text, or the bytes of a part that names a file. */
export type MultipartForm = ReadonlyMap<string, string | Uint8Array>;

/** Reads a multipart/form-data body; `undefined` when it is none. */
export async function readMultipart(
  contentType: string,
  body: Uint8Array<ArrayBuffer>,
): Promise<MultipartForm | undefined> {
  const form = await formOf(contentType, body);
  if (form === undefined) return undefined;
  const parts = new Map<string, string | Uint8Array>();
  for (const [name, value] of form) {
    parts.set(name, typeof value === 'string' ? value : new Uint8Array(await value.arrayBuffer()));
  }
  return parts;
}

async function formOf(contentType: string, body: Uint8Array<ArrayBuffer>): Promise<FormData | undefined> {
  try {
    const response = new Response(body, { headers: { 'Content-Type': contentType } });
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the body is here and bounded already
    return await response.formData();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
