import { describe, expect, it } from 'vitest';
import type { MetadataComponent } from '../../../src/metadata/component.js';
import { render } from '../../../src/metadata/render.js';
import { keptText } from '../../../src/project/kept-text.js';

const TOKENS = [{ find: /__RUN_AS__/, replacedBy: 'it is replaced', action: 'See to it.' }];
const policy = (more: MetadataComponent['fields'] = {}): MetadataComponent => ({
  type: 'ExtlClntAppOauthConfigurablePolicies',
  fullName: 'Ledger_Sync_oauth_defaultPolicy',
  fields: {
    clientCredentialsFlowUser: 'ledger@acme.example',
    externalClientApplication: 'Ledger_Sync',
    ipRelaxationPolicyType: 'Enforce',
    label: 'Ledger_Sync_oauth_defaultPolicy',
    ...more,
  },
});
/** The file as somebody wrote it whose run-as user comes by a text between the elements. */
const withToken = (text: string): string =>
  render(policy()).replace(/<clientCredentialsFlowUser>.*<\/clientCredentialsFlowUser>/, text);

describe('a file of which a deploy replaces a text between the elements', () => {
  it.each(['<!-- __RUN_AS__ -->', '__RUN_AS__', '<!-- the user\n  of __RUN_AS__ -->'])(
    'stays as it is where it says the same but for what may come in its place: %j',
    (token) => {
      const previous = withToken(token);
      expect(keptText(previous, policy(), TOKENS)).toBe(previous);
    },
  );

  it('keeps that text where something else has changed, and is the same after it', () => {
    const changed = policy({ ipRelaxationPolicyType: 'Bypass' });
    const text = keptText(withToken('<!-- __RUN_AS__ -->'), changed, TOKENS) ?? '';
    expect(text).toContain('    <!-- __RUN_AS__ -->\n</');
    expect(text).toContain('<ipRelaxationPolicyType>Bypass<');
    expect(text).not.toContain('clientCredentialsFlowUser');
    expect(keptText(text, changed, TOKENS)).toBe(text);
  });

  it('is written anew where nothing replaces it', () => {
    expect(keptText(withToken('<!-- __RUN_AS__ -->'), policy(), [])).toBe(render(policy()));
    expect(keptText(withToken('<!-- nothing -->'), policy(), TOKENS)).toBe(render(policy()));
  });
});
