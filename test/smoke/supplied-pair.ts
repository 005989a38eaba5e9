import { randomBytes } from 'node:crypto';
import { compose } from '../../src/compose/compose.js';
import { readSecretSwitch } from '../../src/credentials/org-switch.js';
import { render } from '../../src/metadata/render.js';
import { sourcePath } from '../../src/metadata/types.js';
import type { Credentials } from '../../src/oauth/key-pair.js';
import { Secret } from '../../src/secret.js';
import { destroy } from '../../src/verbs/destroy.js';
import { askPairUntil } from './observe-credentials.js';
import { deployFiles } from './packages.js';
import { smokeConfig, workOf, type Scene } from './scene.js';
import { saidOf } from './token-requests.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

/** Name of the app that a run makes with a key and a secret of its own. */
export const suppliedAppOf = ({ app }: Pick<Scene, 'app'>): string => `${app}_Own`;

/**
 * Makes a second app with a key and a secret that the run made up, asks for a token, deletes the app, and makes it again
 * with the same pair: keys are said to be unique worldwide, and to be free again once their app is gone.
 *
 * @throws Error in the words of the org, when it takes the pair not or gives no token for it.
 */
export async function trySuppliedPair(scene: Scene): Promise<string> {
  const isOn = await readSecretSwitch(scene.org, workOf(scene)).catch(() => undefined);
  const pair: Credentials = {
    consumerKey: `EcaSmoke_${randomBytes(24).toString('hex')}`,
    consumerSecret: new Secret(randomBytes(32).toString('hex')),
  };
  const first = await makeAndAsk(scene, pair);
  await removeSuppliedApp(scene);
  const second = await makeAndAsk(scene, pair);
  await removeSuppliedApp(scene);
  const access = isOn === undefined ? 'unknown' : isOn ? 'on' : 'off';
  return `made: ${first}; destroyed and made again with the same pair: ${second}; secrets by REST are ${access}`;
}

async function makeAndAsk(scene: Scene, pair: Credentials): Promise<string> {
  scene.mayHaveSuppliedApp = true;
  const files = compose(configOf(scene)).map((component) => {
    const own =
      component.type === GLOBAL ? { consumerKey: pair.consumerKey, consumerSecret: pair.consumerSecret.reveal() } : {};
    const text = render({ ...component, fields: { ...component.fields, ...own } });
    return { path: sourcePath(component), text };
  });
  await deployFiles(scene, files);
  const answer = await askPairUntil(scene, pair, 'token');
  if (answer.kind !== 'token') throw new Error(`the supplied pair got no token: ${saidOf(answer)}`);
  return saidOf(answer);
}

/** Deletes the app with the supplied pair, if there may be one. */
export async function removeSuppliedApp(scene: Scene): Promise<void> {
  if (scene.mayHaveSuppliedApp !== true) return;
  const { identity } = scene.org;
  const confirm = (): Promise<boolean | string> => Promise.resolve(identity.isProduction ? identity.orgId : true);
  await destroy(scene.org, configOf(scene), workOf(scene), { confirm });
  scene.mayHaveSuppliedApp = false;
}

function configOf(scene: Scene) {
  return smokeConfig(suppliedAppOf(scene), scene.config.apps[0]?.runAsUser ?? scene.org.identity.username);
}
