import type { AppConfig } from '../model.js';
import { hasPlaceholder } from '../placeholders.js';
import { isMap } from '../../plain-data.js';
import { resolveKeys } from '../resolve-keys.js';
import { NAMED_CREDENTIAL } from '../rows/named-credential.js';
import { type ConfigRule, problem } from './rule.js';

/** A principal holds one key and secret: of two apps that share one, the later would overwrite the pair of the other. */
export const sharedPrincipal: ConfigRule = {
  name: 'shared-principal',
  check: ({ apps }) => {
    const owners = new Map<string, string>();
    return apps.flatMap(([name, app]) => {
      const place = principalOf(app);
      if (place === undefined) return [];
      const { external, principal, id } = place;
      const other = owners.get(id);
      owners.set(id, other ?? name);
      if (other === undefined) return [];
      const message = `${name} and ${other} give key and secret to the same principal, ${principal} of the External Credential ${external}, which holds one pair: the later would overwrite the other.`;
      const action = 'Give each app a namedCredential.name, or a namedCredential.principal, of its own.';
      return [problem(['apps', name, 'namedCredential'], message, action)];
    });
  },
};

function principalOf({ namedCredential }: AppConfig) {
  if (!isMap(namedCredential)) return undefined;
  const { name, externalCredential = name, targetOrg = '', principal } = resolveKeys(NAMED_CREDENTIAL, namedCredential);
  const texts = [targetOrg, externalCredential, principal];
  if (!texts.every((text) => typeof text === 'string' && !hasPlaceholder(text))) return undefined;
  const id = texts.map((text) => String(text).toLowerCase()).join('\n');
  return { external: String(externalCredential), principal: String(principal), id };
}
