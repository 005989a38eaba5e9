import { readFileSync } from 'node:fs';

const TYPES = readFileSync(
  new URL('../../../node_modules/@salesforce/types/lib/metadata.d.ts', import.meta.url),
  'utf8',
);

/** Gives the fields of a type as the newest API version has them: name, type, and whether it is a list. */
export function newestFields(type: string): readonly { name: string; kind: string; list: boolean }[] {
  const [, body = ''] = new RegExp(`export type ${type} = (?:Metadata & )?\\{\\n([\\s\\S]*?)\\n\\}`).exec(TYPES) ?? [];
  return [...body.matchAll(/^\s*(\w+)\??: (\w+)(\[\])?;$/gm)].map(([, name = '', kind = '', list]) => ({
    name,
    kind,
    list: list !== undefined,
  }));
}
