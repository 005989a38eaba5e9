import type { NamedCredentialConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import type { MetadataComponent, WantedComponent } from '../metadata/component.js';
import { composeConsumingSides, consumingNames, layOverFound } from '../compose/named-credential.js';
import type { Credentials } from '../oauth/key-pair.js';
import { readCompared } from '../org/compared.js';
import { readPrincipal, writePrincipal } from '../org/named-credentials.js';
import type { Org } from '../org/org.js';
import { diff } from '../planning/diff.js';
import type { Work } from '../work.js';
import { sendComponents } from '../sending/send-components.js';
import type { StoredPlace } from './handover.js';

/**
 * Brings the consuming side in line: deploys External Credential, Named Credential and access of the permission set where
 * the org lacks something of them, and puts key and secret in unless they are there. Done twice, the second time sends
 * nothing.
 *
 * @param tokenEndpoint - Of the org that has the app.
 * @throws DeployFailedError, SinkFailedError, and what {@link Org} throws.
 */
export async function connectNamedCredential(
  consumer: Org,
  config: NamedCredentialConfig,
  credentials: Credentials,
  tokenEndpoint: string,
  work: Work,
): Promise<StoredPlace> {
  const { onProgress } = work;
  const message = `Connecting the Named Credential ${config.name} in ${consumer.identity.target}`;
  onProgress({ kind: 'stage', stage: 'store', message });
  await deployComponents(
    consumer,
    composeConsumingSides([{ name: config.name, namedCredential: config }], tokenEndpoint),
    work,
  );
  const principal = consumingNames(config);
  const before = await readPrincipal(consumer, principal);
  if (!before.configured || before.consumerKey !== credentials.consumerKey) {
    await writePrincipal(consumer, principal, credentials, { replace: before.configured });
  }
  const after = await readPrincipal(consumer, principal);
  const readBack = after.configured && (after.consumerKey ?? credentials.consumerKey) === credentials.consumerKey;
  return { kind: 'named-credential', place: `${config.name} in ${consumer.identity.target}`, readBack };
}

async function deployComponents(org: Org, wanted: readonly WantedComponent[], work: Work): Promise<void> {
  const components = await differing(org, wanted, work);
  if (components.length === 0) return;
  const status = await sendComponents(org, components, work);
  if (status.success) {
    // Key and secret go where the org says that it sends them, not where it was told to.
    const [left] = await differing(org, wanted, work);
    if (left !== undefined) throw notTaken(org, left);
    return;
  }
  throw new EcaError({
    name: 'DeployFailedError',
    message: [
      `The org "${org.identity.target}" rejected the consuming side:`,
      ...status.failures.map(({ type, fullName, problem }) => `  ${type} ${fullName}: ${problem}`),
    ].join('\n'),
    actions: ['Correct namedCredential in the config; its names are API names of the consuming org.'],
    data: { id: status.id, failures: status.failures },
  });
}

function notTaken({ identity }: Org, { type, fullName }: MetadataComponent): EcaError {
  return new EcaError({
    name: 'SinkFailedError',
    message: `The org "${identity.target}" took the deploy of the consuming side, and ${type} ${fullName} still reads otherwise: it may call another host. Key and secret were not put there.`,
    actions: [`Look at ${fullName} in Setup, Named Credentials, then run the command again.`],
  });
}

/** Gives what of the consuming side the org has otherwise, or lacks. */
async function differing(
  org: Org,
  wanted: readonly WantedComponent[],
  work: Work,
): Promise<readonly MetadataComponent[]> {
  const found = await readCompared(org, wanted, work);
  return diff(layOverFound(wanted, found), found).components;
}
