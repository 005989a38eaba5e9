import { findField, isGroupKind } from '../metadata/field-table.js';
import type { FieldRow } from '../metadata/fields/row.js';
import { isMap } from '../plain-data.js';
import type { ConfigPath, ConfigProblem } from '../problem.js';

/** A certificate that a config names by its file: `{ file: PATH }` where a text would stand. */
export interface CertificateFile {
  /** Where the config names it. */
  readonly path: ConfigPath;
  readonly file: string;
}

/** What was read of the files that a config names. */
export interface CertificateTexts {
  /** Text of each file that could be read, by its name in the config. */
  readonly texts: Readonly<Record<string, string>>;
  readonly problems: readonly ConfigProblem[];
}

type Take = (file: CertificateFile) => unknown;

function fileOf(value: unknown): string | undefined {
  if (!isMap(value) || Object.keys(value).join() !== 'file') return undefined;
  return typeof value['file'] === 'string' ? value['file'] : undefined;
}

function takeValue(row: FieldRow | undefined, value: unknown, path: ConfigPath, take: Take): unknown {
  if (row === undefined) return value;
  if (Array.isArray(value)) return value.map((item: unknown, index) => takeValue(row, item, [...path, index], take));
  if (isGroupKind(row.kind)) return isMap(value) ? takeFields(row.kind, value, path, take) : value;
  const file = row.compare === 'certificate' ? fileOf(value) : undefined;
  return file === undefined ? value : take({ path, file });
}

function takeFields(type: string, fields: unknown, path: ConfigPath, take: Take): unknown {
  return below(fields, path, (value, at) => takeValue(findField(type, String(at.at(-1))), value, at, take));
}

/** Gives a map with something else for each value; whatever is no map stays as it is. */
function below(value: unknown, path: ConfigPath, change: (inner: unknown, at: ConfigPath) => unknown): unknown {
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner, [...path, key])]));
}

/** Gives a map with something else for one of its keys, where it has it. */
function at(value: unknown, key: string, path: ConfigPath, change: (inner: unknown, at: ConfigPath) => unknown) {
  return below(value, path, (inner, here) => (here.at(-1) === key ? change(inner, here) : inner));
}

function takeApps(config: unknown, path: ConfigPath, take: Take): unknown {
  return at(config, 'apps', path, (apps, atApps) =>
    below(apps, atApps, (app, atApp) =>
      at(app, 'fields', atApp, (fields, atFields) =>
        below(fields, atFields, (ofType, atType) => takeFields(String(atType.at(-1)), ofType, atType, take)),
      ),
    ),
  );
}

function takeAll(written: unknown, take: Take): unknown {
  return at(takeApps(written, [], take), 'environments', [], (environments, here) =>
    below(environments, here, (environment, atOne) => takeApps(environment, atOne, take)),
  );
}

/** Lists the certificates that a written config, of any shape, names by their files. */
export function certificateFilesIn(written: unknown): readonly CertificateFile[] {
  const found: CertificateFile[] = [];
  takeAll(written, (file) => found.push(file));
  return found;
}

/** Puts the texts of certificates in place of their files. */
export function withCertificates(written: unknown, { texts }: CertificateTexts): unknown {
  // A file that could not be read is a problem already, and its place holds nothing that is wrong besides.
  return takeAll(written, ({ file }) => (Object.hasOwn(texts, file) ? texts[file] : ''));
}

/** Gives a written config with the files of its certificates as they are to be named in another folder. */
export function withMovedCertificates(written: unknown, move: (file: string) => string): unknown {
  return takeAll(written, ({ file }) => ({ file: move(file) }));
}
