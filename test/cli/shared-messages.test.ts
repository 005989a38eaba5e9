import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { withSharedMessages } from '../../scripts/shared-messages.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);
const { outputs } = JSON.parse(readFileSync(join(ROOT, 'dist/meta.json'), 'utf8')) as { outputs: object };

describe('messages of the Salesforce libraries', () => {
  it('are in the bundle once, though each of their modules has a copy', () => {
    // One of SDR, which 29 of its modules have, and one of core.
    for (const text of ['Could not infer a metadata type', 'Must pass a username and/or OAuth options']) {
      const copies = Object.keys(outputs).map((path) => readFileSync(join(ROOT, path), 'utf8').split(text).length - 1);
      expect(copies.reduce((sum, count) => sum + count)).toBe(1);
    }
  });

  it('are required by the module that had them, the same text by the same name', () => {
    const codeOf = (text: string): string =>
      `const messages = new messages_1.Messages('@salesforce/core', 'org', new Map([["key", "${text}"]]));\nmessages.get();`;
    const [one, same, other] = ['one', 'one', 'other'].map((text) => withSharedMessages(codeOf(text)));
    expect(one).toMatch(
      /^const messages = new messages_1\.Messages\('@salesforce\/core', 'org', require\("messages:@salesforce\/core\/org\/\w{8}"\)\);\nmessages\.get\(\);$/,
    );
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  it('stay where they are in any other form', () => {
    for (const code of ['const messages = new Map([["key", "text"]]);', "messages_1.Messages.loadMessages('a', 'b');"])
      expect(withSharedMessages(code)).toBe(code);
  });

  it('are looked up and never changed, so that they can be shared', () => {
    const { Messages } = require('@salesforce/core/messages') as {
      Messages: new (
        library: string,
        bundle: string,
        texts: Map<string, string>,
      ) => { getMessage(key: string): string };
    };
    const texts = new Map([['key', 'text']]);
    const messages = [new Messages('a', 'b', texts), new Messages('a', 'c', texts)];
    expect(messages.map((all) => all.getMessage('key'))).toEqual(['text', 'text']);
    expect([...texts]).toEqual([['key', 'text']]);
  });
});
