import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Puts a program of a given name into a folder, which stands in for the real one: it keeps its arguments, its standard
 * input and chosen variables in files beside it, prints what it is told, and ends with the code that it is told.
 */
export function standIn(
  folder: string,
  name: string,
  { code = 0, prints = '' }: { readonly code?: number; readonly prints?: string } = {},
): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const script = `#!${process.execPath}
const fs = require('node:fs');
const file = process.argv.includes('/dev/stdin') || process.argv.includes('file:///dev/stdin') ? '/dev/stdin' : 0;
const input = fs.readFileSync(file, 'utf8');
const { CLIENT_ID, CLIENT_SECRET, EXTERNAL_CLIENT_TOKEN_URL } = process.env;
const seen = { argv: process.argv.slice(2), input, env: { CLIENT_ID, CLIENT_SECRET, EXTERNAL_CLIENT_TOKEN_URL } };
fs.writeFileSync(${JSON.stringify(path)} + '.json', JSON.stringify(seen));
process.stderr.write(${JSON.stringify(prints)}.replace('INPUT', input));
process.exit(${code});
`;
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}

/**
 * Tells whether this machine has programs. Tests of what we write for curl, jq or Python are skipped where these are not
 * installed: the project itself needs Node.js alone.
 */
export function hasPrograms(...names: readonly string[]): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.every((name) => folders.some((folder) => existsSync(join(folder, name))));
}

/** The PATH of this process with a folder before it. */
export function pathWith(folder: string): string {
  return `${folder}${delimiter}${process.env.PATH ?? ''}`;
}
