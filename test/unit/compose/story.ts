import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { AppConfig, ResolvedConfig } from '../../../src/config/model.js';
import { resolve } from '../../../src/config/resolve.js';
import { resolveApp } from '../../../src/config/resolve-app.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/metadata/', import.meta.url));

/** A config as far as a test cares. */
interface StoryConfig {
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

/** Fills in the defaults of a config, so that a test says only what matters to it. Breaks of rules are let through. */
export function resolved(config: StoryConfig): ResolvedConfig {
  return {
    apiVersion: config.apiVersion ?? '66.0',
    apiVersionWritten: config.apiVersion !== undefined,
    production: false,
    settings: config.settings ?? {},
    apps: Object.entries(config.apps).map(([name, app]) => resolveApp(name, app, { runAsUserSuffix: '' })),
  };
}

/** Names of all stories. */
export const STORIES: readonly string[] = readdirSync(FIXTURES).filter((name) => /^\d\d-/.test(name));

const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(FIXTURES, ...path), 'utf8'));

/** Resolves the config of a story as people wrote it. */
export function readConfig(story: string): ResolvedConfig {
  const { config, problems } = resolve(parse(readFileSync(join(FIXTURES, story, 'config.yaml'), 'utf8')), { env: {} });
  if (config === undefined) throw new Error(JSON.stringify(problems));
  return config;
}

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
