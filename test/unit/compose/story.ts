import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AppConfig, ResolvedApp, ResolvedConfig } from '../../../src/config/model.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/metadata/', import.meta.url));

/** The config of a story: what people would write, with scopes by their metadata names already. */
export interface StoryConfig {
  readonly apiVersion?: string;
  readonly settings?: Readonly<Record<string, boolean>>;
  readonly apps: Readonly<Record<string, AppConfig>>;
}

/** What a story means, whatever its files look like. */
export interface Intent {
  readonly about: string;
  readonly components: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly absent?: Readonly<Record<string, readonly string[]>>;
  readonly managed?: Readonly<Record<string, readonly string[]>>;
  /** Types whose full name the config chose. */
  readonly named?: readonly string[];
}

function resolvedApp(name: string, app: AppConfig): ResolvedApp {
  return {
    distribution: 'Local',
    role: 'owner',
    scopes: ['Api'],
    clientCredentials: true,
    callbackUrls: ['https://localhost/unused'],
    tokenFormat: 'opaque',
    permissionSets: [],
    profiles: [],
    assign: [],
    ipRelaxation: 'Enforce',
    names: {},
    fields: {},
    verify: {},
    ...app,
    name,
    written: new Set(Object.keys(app)),
  };
}

/** Fills in the defaults of a config, so that a test says only what matters to it. */
export function resolved(config: StoryConfig): ResolvedConfig {
  return {
    apiVersion: config.apiVersion ?? '66.0',
    apiVersionWritten: config.apiVersion !== undefined,
    production: false,
    settings: config.settings ?? {},
    apps: Object.entries(config.apps).map(([name, app]) => resolvedApp(name, app)),
  };
}

/** Names of all stories. */
export const STORIES: readonly string[] = readdirSync(FIXTURES).filter((name) => /^\d\d-/.test(name));

const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(FIXTURES, ...path), 'utf8'));

export const readConfig = (story: string): ResolvedConfig => resolved(readJson(story, 'config.json') as StoryConfig);
export const readIntent = (story: string): Intent => readJson(story, 'intent.json') as Intent;

/** Reads every file of a folder: path with `/` to text. */
export function readTree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
  );
}

/** Reads the files that a story expects. With UPDATE_EXPECTED set, writes them first. */
export function readExpected(story: string, actual: Readonly<Record<string, string>>): Record<string, string> {
  const folder = join(FIXTURES, story, 'expected');
  if (process.env['UPDATE_EXPECTED'] !== undefined) {
    rmSync(folder, { recursive: true, force: true });
    for (const [path, text] of Object.entries(actual)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
  return readTree(folder);
}
