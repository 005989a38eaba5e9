import type { ResolvedApp, ResolvedConfig } from '../../config/model.js';
import { toProtocolScope } from '../../metadata/scopes.js';
import type { RunApp } from '../run.js';

/** Gives what reports and pictures say of the apps of a config that run the client credentials flow. */
export function appsOfConfig({ apps, apiVersion }: Pick<ResolvedConfig, 'apps' | 'apiVersion'>): RunApp[] {
  return apps.filter(({ clientCredentials }) => clientCredentials).map((app) => appOf(app, apiVersion));
}

function appOf(app: ResolvedApp, apiVersion: string): RunApp {
  const { name, runAsUser, tokenFormat, scopes, namedCredential } = app;
  return {
    name,
    runAsUser,
    tokenFormat,
    apiVersion,
    scopes: scopes.map((scope) => toProtocolScope(scope) ?? scope),
    namedCredential:
      namedCredential === undefined
        ? undefined
        : {
            name: namedCredential.name,
            externalCredential: namedCredential.externalCredential ?? namedCredential.name,
            url: namedCredential.url,
            targetOrg: namedCredential.targetOrg,
          },
  };
}
