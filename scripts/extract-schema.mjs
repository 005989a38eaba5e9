// Makes the two extracts of the published Metadata API schema from one source: that of the local org, and that of the
// tests of `src/metadata`, which the local org must not share.
//
//   node scripts/extract-schema.mjs SOURCE.json
//
// The source holds, by API version, `{ types: { NAME: [[field, kind, minOccurs, maxOccurs]…] }, enums: { NAME: [value…] } }`,
// as the WSDL (59 to 66) and Salesforce's types package (67, 68) publish them. It is not part of this repository; a test
// holds the extracts against each other.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const LOCAL_ORG = 'src/local-org/metadata/published-schema.json';
const FIXTURE = 'test/fixtures/metadata/published-schema.json';
const ABOUT =
  'Extract of the published Metadata API schema: the WSDL for 60 to 66, the types package of Salesforce (1.8.0, 1.9.0) for 67 and 68. ' +
  'Each type and enum is listed for the first version and again for each version that changed it; null means that the version dropped it. ' +
  'A field reads "kind minOccurs..maxOccurs".';

/** The types package knows one kind of number; every number of these types is whole. */
const kindOf = (kind) => (kind === 'number' ? 'int' : kind);
const versionsOf = (source) =>
  Object.keys(source)
    .map(Number)
    .sort((left, right) => left - right);
const byName = ([left], [right]) => (left < right ? -1 : Number(left > right));

/**
 * Makes rows `[…what, first version, last version]` of what each version holds under a name.
 *
 * @param read - Gives what a version holds: arrays whose texts are the same while nothing changed.
 */
function spans(source, read) {
  const found = {};
  for (const version of versionsOf(source)) {
    for (const [name, items] of Object.entries(read(source[version]))) {
      const rows = (found[name] ??= []);
      for (const item of items) {
        const open = rows.find(
          (row) => row.at(-1) === version - 1 && JSON.stringify(row.slice(0, -2)) === JSON.stringify(item),
        );
        if (open === undefined) rows.push([...item, version, version]);
        else open[open.length - 1] = version;
      }
    }
  }
  return Object.fromEntries(
    Object.entries(found)
      .sort(byName)
      .map(([name, rows]) => [name, rows.sort(byName)]),
  );
}

/** Fields and enum values with the first and the last version that has them. */
export function localOrgExtract(source) {
  const fields = ({ types }) =>
    Object.fromEntries(
      Object.entries(types).map(([type, rows]) => [
        type,
        rows.map(([name, kind, least, most]) => [name, kindOf(kind), least, most === 'unbounded' ? 1 : 0]),
      ]),
    );
  const values = ({ enums }) =>
    Object.fromEntries(Object.entries(enums).map(([name, list]) => [name, list.map((value) => [value])]));
  return { versions: versionsOf(source), types: spans(source, fields), enums: spans(source, values) };
}

/** Lists under each name what stood at the first version, and what each version changed. */
function history(source, versions, read) {
  const found = {};
  const names = new Set(versions.flatMap((version) => Object.keys(read(source[version]))));
  for (const name of [...names].sort()) {
    const changes = {};
    let last = 'null';
    for (const version of versions) {
      const value = read(source[version])[name] ?? null;
      if (JSON.stringify(value) !== last) changes[version] = value;
      last = JSON.stringify(value);
    }
    found[name] = changes;
  }
  return found;
}

/** What each version from 60 on holds, as text that a person can compare with the WSDL. */
export function fixtureExtract(source) {
  const versions = versionsOf(source).filter((version) => version >= 60);
  const fields = ({ types }) =>
    Object.fromEntries(
      Object.entries(types).map(([type, rows]) => [
        type,
        Object.fromEntries(
          rows
            .map(([name, kind, least, most]) => [
              name,
              `${kindOf(kind)} ${least}..${most === 'unbounded' ? '*' : most}`,
            ])
            .sort(byName),
        ),
      ]),
    );
  const values = ({ enums }) =>
    Object.fromEntries(Object.entries(enums).map(([name, list]) => [name, [...list].sort()]));
  return { about: ABOUT, versions, types: history(source, versions, fields), enums: history(source, versions, values) };
}

/** Writes a type or an enum a line. */
function inLines({ versions, types, enums }) {
  const lines = (map) =>
    Object.entries(map)
      .map(([name, rows]) => `${JSON.stringify(name)}:${JSON.stringify(rows)}`)
      .join(',\n');
  return `{"versions":${JSON.stringify(versions)},\n"types":{\n${lines(types)}\n},\n"enums":{\n${lines(enums)}\n}}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [path] = process.argv.slice(2);
  if (path === undefined) throw new Error('Name the source: node scripts/extract-schema.mjs SOURCE.json');
  const source = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(LOCAL_ORG, inLines(localOrgExtract(source)));
  writeFileSync(FIXTURE, `${JSON.stringify(fixtureExtract(source), undefined, 1)}\n`);
}
