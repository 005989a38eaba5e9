import { describe, expect, it } from 'vitest';
import type { MetadataComponent } from '../../src/metadata/component.js';
import { parse } from '../../src/metadata/parse.js';
import { render } from '../../src/metadata/render.js';
import { findType } from '../../src/metadata/types.js';
import { publishedProblems } from '../model/published-file.js';
import { textsOf, valuesOf } from './leaves.js';
import { CANARY, foundApps } from './found-apps.js';
import { holds, TIMEOUT } from './law.js';

const revealed = (component: MetadataComponent): string => render(component, { secrets: 'reveal' });

describe('any component', () => {
  it(
    'is a file that the schema takes, each leaf escaped once, no secret in it, read back as it was',
    { timeout: TIMEOUT },
    () => {
      holds(foundApps, ({ version, components }) => {
        for (const component of components) {
          const xml = revealed(component);
          expect(publishedProblems(xml, findType(component.type)?.root ?? '', version)).toEqual([]);
          const expected = valuesOf(component.fields, '');
          expect(textsOf(xml, expected)).toEqual(expected);
          expect(render(component)).not.toContain(CANARY);
          const { component: again, problems } = parse(component.type, component.fullName, xml);
          expect(problems).toEqual([]);
          expect(again && revealed(again)).toBe(xml);
          expect(valuesOf(again?.fields ?? {}, '')).toEqual(expected);
        }
      });
    },
  );
});
