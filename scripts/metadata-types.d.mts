/** A type of the Metadata API as jsforce describes it. */
export interface MetadataType {
  readonly type: string;
  readonly props: Readonly<Record<string, string | readonly string[]>>;
  readonly extends?: string;
}
export type MetadataTypes = Readonly<Record<string, MetadataType>>;
export declare function namedTypes(code: string, file: string): readonly string[];
export declare function closureOf(types: MetadataTypes, names: readonly string[]): MetadataTypes;
export declare function keptTypes(types: MetadataTypes): MetadataTypes;
