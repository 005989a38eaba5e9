import type { NamedCredentialConfig, ResolvedApp, ResolvedConfig } from '../config/model.js';
import { consumedApps, consumingNames } from '../compose/named-credential.js';
import { EcaError } from '../errors.js';
import type { MetadataComponent } from '../metadata/component.js';
import { asked, type Asked } from '../org/asked.js';
import { readCompared } from '../org/compared.js';
import { readPrincipal, type PrincipalState } from '../org/named-credentials.js';
import { readObjectReaders } from '../org/object-access.js';
import type { Org } from '../org/org.js';
import { readHoldings, type Holdings } from '../org/permissions.js';
import { readUsers, type OrgUser } from '../org/users.js';
import { connectConsumers, consumingSideOf, type Consumer } from '../planning/consumers.js';
import type { Work } from '../work.js';

/** What is known of the org that calls an app. */
export interface ConsumerFacts {
  readonly org: Org;
  readonly config: NamedCredentialConfig;
  /** Usernames of those who call: the named ones, and whoever is logged in where a callout is to be proven. */
  readonly callers: readonly string[];
  /** Of the named calling users. */
  readonly users: readonly OrgUser[];
  /** What only `eca doctor` asks; absent before a deploy. */
  readonly advice?: ConsumerAdvice | undefined;
}

/** What the org has of the consuming side, and what those who call may do there. */
export interface ConsumerAdvice {
  readonly components: Asked<readonly MetadataComponent[]>;
  /** Undefined where the External Credential is not there yet. */
  readonly principal: Asked<PrincipalState | undefined>;
  readonly holdings: Asked<ReadonlyMap<string, Holdings>>;
  /** Callers who may read the object that keeps tokens. */
  readonly readers: Asked<ReadonlySet<string>>;
}

/** Facts by app, or why the calling org cannot be asked. */
export type Consumers = Asked<ReadonlyMap<string, ConsumerFacts>>;

/** Object that keeps the tokens of calling users. */
const TOKEN_OBJECT = 'UserExternalCredential';
const PERMISSIONS = ['AuthorApex', 'ManageNamedCredentials', 'CustomizeApplication', 'ModifyAllData', 'ViewAllData'];

/**
 * Reads what the checks of the calling orgs look at. Before a deploy these are the calling users alone.
 *
 * @param withAdvice - Reads all that `eca doctor` judges.
 */
export async function readConsumerFacts(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  withAdvice: boolean,
): Promise<Consumers> {
  const apps = consumedApps(config);
  const isAsked = apps.some(({ namedCredential: { assign = [] } }) => withAdvice || assign.length > 0);
  if (!isAsked) return { known: true, value: new Map() };
  const connected = await connectAll(org, config, work);
  if (!connected.known) return connected;
  const read = connected.value.flatMap((consumer) =>
    consumer.apps.map(async ({ name, namedCredential }) => {
      const app = config.apps.find((one) => one.name === name);
      const facts = await readFactsOf({ consumer, org, work, withAdvice }, namedCredential, app);
      return [name, facts] as const;
    }),
  );
  return { known: true, value: new Map(await Promise.all(read)) };
}

/** A calling org that cannot be reached is a finding of its own. */
async function connectAll(org: Org, config: ResolvedConfig, work: Work): Promise<Asked<readonly Consumer[]>> {
  try {
    return { known: true, value: await connectConsumers(org, config, work) };
  } catch (error) {
    if (!(error instanceof EcaError)) throw error;
    work.signal.throwIfAborted();
    return { known: false, why: error.message };
  }
}

interface Reading {
  readonly consumer: Consumer;
  readonly org: Org;
  readonly work: Work;
  readonly withAdvice: boolean;
}

async function readFactsOf(
  { consumer, org: provider, work, withAdvice }: Reading,
  config: NamedCredentialConfig,
  app: ResolvedApp | undefined,
): Promise<ConsumerFacts> {
  const { org } = consumer;
  const named = config.assign ?? [];
  const callers = [...new Set([...named, ...(app?.verify.callout === undefined ? [] : [org.identity.username])])];
  const users = await readUsers(org, named);
  const base = { org, config, callers, users };
  if (!withAdvice) return base;
  const asking = [...new Set([...callers, org.identity.username])];
  const [components, holdings, readers] = await Promise.all([
    asked(() => readCompared(org, consumingSideOf({ ...consumer, apps: ownApps(consumer, config) }, provider), work)),
    asked(() => readHoldings(org, asking, PERMISSIONS)),
    asked(() => readObjectReaders(org, TOKEN_OBJECT, callers)),
  ]);
  const names = consumingNames(config);
  const isThere =
    components.known &&
    components.value.some(
      ({ type, fullName }) => type === 'ExternalCredential' && fullName === names.externalCredential,
    );
  const principal = await asked(() => (isThere ? readPrincipal(org, names) : Promise.resolve(undefined)));
  return { ...base, advice: { components, principal, holdings, readers } };
}

const ownApps = ({ apps }: Consumer, config: NamedCredentialConfig): Consumer['apps'] =>
  apps.filter(({ namedCredential }) => namedCredential === config);
