import { describe, expect, it } from 'vitest';
import { checkFields, missingFields } from '../../../src/metadata/check-fields.js';
import { compose } from '../../../src/compose/compose.js';
import { renderManifest } from '../../../src/metadata/manifest.js';
import { parse } from '../../../src/metadata/parse.js';
import { render } from '../../../src/metadata/render.js';
import { sourcePath } from '../../../src/metadata/types.js';
import { readConfig, readExpected, readIntent, STORIES } from './story.js';

describe.each(STORIES)('story %s', (story) => {
  const config = readConfig(story);
  const intent = readIntent(story);
  const wanted = compose(config);
  const files = Object.fromEntries([
    ...wanted.map((component) => [sourcePath(component), render(component)] as const),
    ['package.xml', renderManifest(wanted, config.apiVersion)] as const,
  ]);

  it('gives exactly the expected files', () => {
    expect(files).toEqual(readExpected(story, files));
  });

  it('means what the intent says', () => {
    const expected = readExpected(story, files);
    expect(Object.fromEntries(wanted.map(({ type, fullName }) => [type, fullName]))).toEqual(intent.components);
    for (const [type, fullName] of Object.entries(intent.components)) {
      const xml = expected[sourcePath({ type, fullName })] ?? '';
      const { component, problems } = parse(type, fullName, xml);
      expect(problems).toEqual([]);
      expect(component?.fields).toMatchObject(intent.values?.[type] ?? {});
      for (const field of intent.absent?.[type] ?? []) expect(component?.fields).not.toHaveProperty(field);
    }
    const managed = Object.fromEntries(wanted.map((component) => [component.type, component.managed]));
    expect(managed).toMatchObject(intent.managed ?? {});
    expect(wanted.filter(({ named }) => named).map(({ type }) => type)).toEqual(intent.named ?? []);
  });

  it('has only fields that its API version knows, and all that it demands', () => {
    for (const { type, fields } of wanted) {
      expect(checkFields(type, fields, config.apiVersion)).toEqual([]);
      expect(missingFields(type, fields, config.apiVersion)).toEqual([]);
    }
  });
});
