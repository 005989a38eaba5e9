import fc from 'fast-check';
import type { FieldGroup, FieldValue, MetadataComponent } from '../../src/metadata/component.js';
import { findType } from '../../src/metadata/types.js';
import { escapeText } from '../../src/metadata/xml.js';
import { Secret } from '../../src/secret.js';

/** How somebody's file is written, beside what it says. */
export interface FileLayout {
  /** Moves the elements out of the order of the schema. */
  readonly turns: number;
  readonly indent: string;
  readonly lineEnd: string;
  readonly bom: boolean;
  readonly comments: boolean;
  readonly cdata: boolean;
  readonly fullName: boolean;
  /** Metadata format: no `-meta.xml`. */
  readonly metadataFormat: boolean;
  readonly folder: string;
}

export const fileLayouts: fc.Arbitrary<FileLayout> = fc.record({
  turns: fc.nat(6),
  indent: fc.constantFrom('    ', '  ', '\t', ''),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  bom: fc.boolean(),
  comments: fc.boolean(),
  cdata: fc.boolean(),
  fullName: fc.boolean(),
  metadataFormat: fc.boolean(),
  folder: fc.constantFrom(
    '',
    'odd/place',
    'externalClientApps',
    'extlClntAppOauthConfigurablePolicies',
    'apps/billing',
  ),
});

function turned<T>(items: readonly T[], turns: number): readonly T[] {
  const at = items.length === 0 ? 0 : turns % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

function leafText(text: string, { cdata }: FileLayout): string {
  const isPlain = !/\]\]>|\r/.test(text);
  return cdata && isPlain && /[<&>"']/.test(text) ? `<![CDATA[${text}]]>` : escapeText(text);
}

function elements(fields: FieldGroup, layout: FileLayout, depth: number): readonly string[] {
  const space = layout.indent.repeat(depth);
  const one = (name: string, value: FieldValue): readonly string[] => {
    if (value instanceof Secret) return [`${space}<${name}>${escapeText(value.reveal())}</${name}>`];
    if (Array.isArray(value)) return value.flatMap((item) => one(name, item as FieldValue));
    if (typeof value !== 'object') return [`${space}<${name}>${leafText(String(value), layout)}</${name}>`];
    return [`${space}<${name}>`, ...elements(value as FieldGroup, layout, depth + 1), `${space}</${name}>`];
  };
  const entries = turned(Object.entries(fields), layout.turns);
  return entries.flatMap(([name, value], index) => [
    ...(layout.comments && index % 2 === 0 ? [`${space}<!-- ${name} & <b> ]]> -->`, ''] : []),
    ...one(name, value),
  ]);
}

/** Writes a component as somebody's file, which says what the component says. */
export function fileOf(
  component: MetadataComponent,
  layout: FileLayout,
): { readonly path: string; readonly text: string } {
  const type = findType(component.type);
  const root = type?.root ?? component.type;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    ...(layout.comments ? ['<!-- kept by hand -->', '<?editor tabs?>'] : []),
    `<${root} xmlns="http://soap.sforce.com/2006/04/metadata">`,
    ...(layout.fullName ? [`    <fullName>${component.fullName}</fullName>`] : []),
    ...elements(component.fields, layout, 1),
    `</${root}>`,
    '',
  ];
  const folder = layout.folder === '' ? `${type?.folder ?? ''}/` : `${layout.folder}/`;
  const suffix = `${type?.suffix ?? ''}${layout.metadataFormat ? '' : '-meta.xml'}`;
  const text = lines.map((line) => line.replaceAll('\n', layout.lineEnd)).join(layout.lineEnd);
  return { path: `${folder}${component.fullName}.${suffix}`, text: (layout.bom ? '\u{FEFF}' : '') + text };
}
