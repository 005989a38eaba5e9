import { readFile } from 'node:fs/promises';

/** Gives the version of this package. Both the source and the bundle lie one or more folders below it. */
export async function ownVersion(): Promise<string> {
  for (const way of ['../package.json', '../../package.json', '../../../package.json']) {
    const text = await readFile(new URL(way, import.meta.url), 'utf8').catch(() => undefined);
    const { name, version } = (text === undefined ? {} : JSON.parse(text)) as {
      readonly name?: string;
      readonly version?: string;
    };
    if (name === 'eca-as-code' && version !== undefined) return version;
  }
  return '0.0.0';
}
