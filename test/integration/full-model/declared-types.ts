import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import ts from 'typescript';

/** A field as the types package of Salesforce declares it. */
interface DeclaredField {
  readonly isRequired: boolean;
  /** Words that it takes, where the type is a choice of them. */
  readonly values?: readonly string[] | undefined;
}

function aliases(): ReadonlyMap<string, ts.TypeNode> {
  const path = createRequire(import.meta.url)
    .resolve('@salesforce/types/metadata')
    .replace(/\.js$/, '.d.ts');
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  return new Map(source.statements.filter(ts.isTypeAliasDeclaration).map(({ name, type }) => [name.text, type]));
}

function wordsOf(node: ts.TypeNode | undefined): readonly string[] | undefined {
  if (node === undefined || !ts.isUnionTypeNode(node)) return undefined;
  return node.types.flatMap((each) =>
    ts.isLiteralTypeNode(each) && ts.isStringLiteral(each.literal) ? [each.literal.text] : [],
  );
}

function fieldsOf(node: ts.TypeNode, known: ReadonlyMap<string, ts.TypeNode>): [string, DeclaredField][] {
  if (ts.isIntersectionTypeNode(node)) return node.types.flatMap((each) => fieldsOf(each, known));
  if (!ts.isTypeLiteralNode(node)) return [];
  return node.members.filter(ts.isPropertySignature).map(({ name, type, questionToken }) => {
    const item = type !== undefined && ts.isArrayTypeNode(type) ? type.elementType : type;
    const alias =
      item !== undefined && ts.isTypeReferenceNode(item) && ts.isIdentifier(item.typeName) ? item.typeName.text : '';
    const field = { isRequired: questionToken === undefined, values: wordsOf(known.get(alias)) };
    return [ts.isIdentifier(name) ? name.text : '', field];
  });
}

/** Reads the fields of every metadata type out of the declarations of `@salesforce/types`. */
export function declaredTypes(): ReadonlyMap<string, ReadonlyMap<string, DeclaredField>> {
  const known = aliases();
  return new Map([...known].map(([name, node]) => [name, new Map(fieldsOf(node, known))]));
}
