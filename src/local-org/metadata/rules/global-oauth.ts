import { assumed, certain, reported } from '../../state/evidence.js';
import type { ComponentRule, Rule } from '../incoming.js';
import { componentKey } from '../../state/components.js';
import { isOn, ownerOf, textOf } from '../../state/fields.js';

/** [P] callback URLs need https or a scheme of their own; [U] the wording. */
const callbackUrls: Rule = ({ fields }) => {
  const wrong = textOf(fields, 'callbackUrl')
    .split(/\s+/)
    .find((url) => !/^[a-z][a-z0-9+.-]*:\/?\/?\S/i.test(url) || /^http:\/\/(?!localhost|127\.0\.0\.1)/i.test(url));
  return wrong === undefined ? undefined : `Invalid callback URL: ${wrong}`;
};

/** [C] a device flow app calls back to localhost and takes no other flow in a local app; [U] the wording. */
const deviceFlowAlone: Rule = ({ draft, fields }) => {
  const app = draft.components[componentKey('ExternalClientApplication', ownerOf(fields))];
  if (!isOn(fields, 'isDeviceFlowEnabled') || textOf(app?.fields, 'distributionState') !== 'Local') return undefined;
  const other = ['isClientCredentialsFlowEnabled', 'isCodeCredFlowEnabled', 'isTokenExchangeEnabled'].find((flow) =>
    isOn(fields, flow),
  );
  if (other !== undefined) return `The device flow can't be combined with other flows: ${other}`;
  const local = textOf(fields, 'callbackUrl')
    .split(/\s+/)
    .every((url) => URL.canParse(url) && /^(localhost|127\.0\.0\.1)$/.test(new URL(url).hostname));
  return local ? undefined : 'The device flow needs a callback URL of localhost.';
};

/** [U] that a key of another app is refused, and the wording. */
const keyIsFree: Rule = ({ draft, deployed, fields }) => {
  const key = textOf(deployed, 'consumerKey');
  const taken = Object.values(draft.apps).some(
    (app) => app.app !== ownerOf(fields) && app.pairs.some((pair) => pair.key === key),
  );
  return key !== '' && taken ? 'The consumer key is already taken' : undefined;
};

/** The global OAuth settings: callback URLs, flows and the consumer key. */
export const globalOauth: readonly ComponentRule[] = [
  {
    says: 'Callback URLs have https or a scheme of their own',
    evidence: reported('metadata-rules: refuses %s that is wrong in %s'),
    check: callbackUrls,
  },
  {
    says: 'A device flow app calls back to localhost and takes no other flow',
    evidence: certain('metadata-rules: refuses %s that is wrong in %s', 'programs'),
    check: deviceFlowAlone,
  },
  {
    says: 'The consumer key is that of no other app',
    evidence: assumed('source-sets: and the key can be given on create, and a key of another app cannot'),
    check: keyIsFree,
  },
].map((rule) => ({ of: ['ExtlClntAppGlobalOauthSettings'], ...rule }));
