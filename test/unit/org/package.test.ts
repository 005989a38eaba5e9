import { XMLParser } from 'fast-xml-parser';
import JSZip from 'jszip';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MetadataComponent } from '../../../src/metadata/component.js';
import { compose } from '../../../src/compose/compose.js';
import { render } from '../../../src/metadata/render.js';
import { sourcePath } from '../../../src/metadata/types.js';
import type { PackageFile } from '../../../src/org/org.js';
import { packSource } from '../../../src/org/package.js';
import { readConfig, STORIES } from '../compose/story.js';

interface Manifest {
  readonly Package: {
    readonly types: readonly { readonly name: string; readonly members: readonly string[] }[];
    readonly version: string;
  };
}

const fileOf = (component: MetadataComponent): PackageFile => ({
  path: sourcePath(component),
  text: render(component),
});

async function unpack(zip: Buffer): Promise<Record<string, string>> {
  const { files } = await JSZip.loadAsync(zip);
  const texts = Object.values(files)
    .filter(({ dir }) => !dir)
    .map(async (file) => [file.name, await file.async('string')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

function manifestOf(files: Readonly<Record<string, string>>): Manifest['Package'] {
  const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'types' || name === 'members' });
  return (parser.parse(files['package.xml'] ?? '') as Manifest).Package;
}

describe('packSource', () => {
  const components = compose(readConfig('01-minimal'));
  let files: Record<string, string> = {};
  beforeAll(async () => {
    files = await unpack(await packSource(components.map(fileOf), '66.0'));
  });

  it('writes a manifest with the version and every member', () => {
    const { types, version } = manifestOf(files);
    expect(version).toBe('66.0');
    const members = types.flatMap(({ name, members: names }) => names.map((member) => `${name} ${member}`));
    expect(members.sort()).toEqual(components.map(({ type, fullName }) => `${type} ${fullName}`).sort());
  });

  it('puts each component into the folder and under the name of the metadata format, with its text unchanged', () => {
    const expected = components.map((component) => [
      sourcePath(component).replace(/-meta\.xml$/, ''),
      render(component),
    ]);
    const { 'package.xml': _manifest, ...packed } = files;
    expect(_manifest).toBeDefined();
    expect(packed).toEqual(Object.fromEntries(expected));
  });

  it.each(STORIES)('packs every component of the story %s', async (story) => {
    const config = readConfig(story);
    const wanted = compose(config);
    const { types, version } = manifestOf(await unpack(await packSource(wanted.map(fileOf), config.apiVersion)));
    expect(version).toBe(config.apiVersion);
    expect(types.flatMap(({ members }) => members)).toHaveLength(wanted.length);
  });
});
