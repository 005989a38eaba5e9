import type { AppSurroundings } from './key-row.js';
import type { AppConfig, ResolvedApp } from './model.js';
import { resolveKeys } from './resolve-keys.js';
import { APP } from './rows/app.js';

/** Fills in the defaults of an app that breaks no rule. Secret fields get the source of their secret. */
export function resolveApp(name: string, app: AppConfig, around: AppSurroundings): ResolvedApp {
  const keys = resolveKeys(APP, app, { ...around, name }) as unknown as Omit<ResolvedApp, 'name' | 'written'>;
  return { ...keys, name, written: new Set(Object.keys(app)) };
}
