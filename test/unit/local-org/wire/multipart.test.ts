import { describe, expect, it } from 'vitest';
import { readMultipart } from '../../../../src/local-org/wire/multipart.js';

describe('readMultipart', () => {
  const zip = Buffer.from([0x50, 0x4b, 0x0d, 0x0a, 0xff]);
  const head = (name: string, more = ''): string => `Content-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
  const body = Buffer.concat([
    Buffer.from(`--line\r\n${head('file', '; filename="x"')}`),
    zip,
    Buffer.from(`\r\n--line\r\n${head('entity_content')}{}\r\n--line--\r\n`),
  ]);

  it.each(['boundary="line"', 'boundary=line', 'charset=utf-8; boundary=line'])(
    'reads binary parts by name with %s',
    async (parameters) => {
      const parts = await readMultipart(`multipart/form-data; ${parameters}`, body);
      expect([...(parts ?? [])]).toEqual([
        ['file', new Uint8Array(zip)],
        ['entity_content', '{}'],
      ]);
    },
  );

  it.each([
    ['no boundary', 'multipart/form-data', body],
    ['another boundary', 'multipart/form-data; boundary=other', body],
    ['lines that end in LF alone', 'multipart/form-data; boundary=line', Buffer.from('--line\n\n--line--\n')],
    ['no end', 'multipart/form-data; boundary=line', body.subarray(0, -10)],
    ['another kind of multipart', 'multipart/mixed; boundary=line', body],
  ])('refuses %s', async (_, type, content) => {
    expect(await readMultipart(type, content)).toBeUndefined();
  });
});
