import type { ErrorName } from '../errors.js';

/**
 * How a check ended. A `blocker` would make the deploy or the flow fail; a `warning` may; what is `unknown` could not be
 * asked and does not count against anything.
 */
export type CheckLevel = 'ok' | 'warning' | 'blocker' | 'unknown';

/** One thing that was asked about org, session, or app. */
export interface DoctorCheck {
  /** Such as `run-as-user`. */
  readonly name: string;
  /** App of the config; absent for what concerns the org. */
  readonly app?: string | undefined;
  /** False for warnings and blockers. */
  readonly ok: boolean;
  readonly level: CheckLevel;
  /** What was found, or why it could not be asked. */
  readonly detail: string;
  /** What to do; absent when there is nothing to do. */
  readonly action?: string | undefined;
  /** Key of the config that leads to it. */
  readonly configPath?: string | undefined;
}

/** What one check found. A blocker names the error that it becomes before a deploy. */
export type Finding =
  | { readonly level: 'ok' | 'unknown'; readonly detail: string }
  | {
      readonly level: 'warning';
      readonly detail: string;
      readonly action: string;
      readonly configPath?: string | undefined;
    }
  | {
      readonly level: 'blocker';
      readonly error: ErrorName;
      readonly detail: string;
      readonly action: string;
      readonly configPath?: string | undefined;
    };

/** A finding with the check that made it. */
export type Found = Finding & { readonly name: string; readonly app?: string | undefined };

/** Nothing is wrong. */
export const ok = (detail: string): Finding => ({ level: 'ok', detail });

/** It could not be asked. */
export const unknown = (why: string): Finding => ({ level: 'unknown', detail: `Could not be asked: ${why}` });

/** It may go wrong. */
export const warning = (detail: string, action: string, configPath?: string): Finding => ({
  level: 'warning',
  detail,
  action,
  configPath,
});

/** It will go wrong. */
export const blocker = (error: ErrorName, detail: string, action: string, configPath?: string): Finding => ({
  level: 'blocker',
  error,
  detail,
  action,
  configPath,
});

/** Gives what a report says of a finding. */
export function checkOf(found: Found): DoctorCheck {
  const { name, app, level, detail } = found;
  return {
    name,
    app,
    ok: level === 'ok' || level === 'unknown',
    level,
    detail,
    ...('action' in found ? { action: found.action } : {}),
    ...('configPath' in found ? { configPath: found.configPath } : {}),
  };
}
