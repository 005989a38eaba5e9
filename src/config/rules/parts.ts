import { findType } from '../../metadata/types.js';
import { fieldsOfKey, isInVersion } from '../config-fields.js';
import type { AppConfig } from '../model.js';
import { type AppRule, type RuleProblem, problem } from './rule.js';
import { usesFlow } from './users.js';

/** Parts without which nobody gets a token by the client credentials flow. */
const FLOW_PARTS = [
  'ExtlClntAppGlobalOauthSettings',
  'ExtlClntAppOauthSettings',
  'ExtlClntAppOauthConfigurablePolicies',
] as const;

function flowFindings(app: AppConfig, parts: readonly string[]): RuleProblem[] {
  if (!usesFlow(app)) return [];
  const needed = FLOW_PARTS.filter((name) => app.role !== 'subscriber' || findType(name)?.policy === true);
  const missing = needed.filter((name) => !parts.includes(name));
  if (missing.length === 0) return [];
  const message = `The client credentials flow needs ${missing.join(', ')}, which parts leaves out.`;
  return [problem(['parts'], message, 'Add what is missing, or write "clientCredentials: false".')];
}

/** What an app does not consist of cannot be said of it. */
export const parts: AppRule = {
  name: 'parts',
  reads: ['parts', 'role', 'fields', 'clientCredentials'],
  check: (app, { apiVersion }) => {
    if (app.parts === undefined) return [];
    const own: readonly string[] = ['ExternalClientApplication', ...app.parts, ...Object.keys(app.fields ?? {})];
    // Off is what the flow is without the parts, too.
    const keys = Object.keys(app).filter((key) => key !== 'clientCredentials');
    const homeless = keys.flatMap((key) => {
      const homes = fieldsOfKey(key).filter((field) => isInVersion(field, apiVersion));
      if (homes.length === 0 || homes.some(({ type }) => own.includes(type))) return [];
      const types = [...new Set(homes.map(({ type }) => type))].join(' or ');
      const message = `${key} becomes a field of ${types}, which parts leaves out.`;
      return [problem([key], message, `Remove ${key}, or add ${types} to parts.`)];
    });
    return [...flowFindings(app, own), ...homeless];
  },
};
