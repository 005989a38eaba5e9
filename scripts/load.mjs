// Puts load on a local org in a process of its own: rounds of 200 parallel token exchanges and 20 parallel deploys.
// Ends by itself: after --rounds N, or after --minutes N (default 5). Fails on a wrong answer and on memory that grows.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import JSZip from 'jszip';

const TOKENS = 200;
const DEPLOYS = 20;
/** Rounds until the memory of a fresh process has settled. */
const WARM_UP = 5;
/** Pause after each round: the point is time, not heat. */
const PAUSE_MS = 500;
const MOST_MEGABYTES = 400;
const MOST_GROWTH = 1.3;

if (process.env.ECA_LOAD_CHILD === '1') await serve();
else process.exitCode = await load();

/** The child: a local org that tells its memory when asked. */
async function serve() {
  const { LocalOrg } = await import('../dist/local-org.mjs');
  const org = new LocalOrg();
  process.send(await org.start());
  process.on('message', () => {
    globalThis.gc?.();
    process.send({ megabytes: process.memoryUsage().rss / 1024 / 1024 });
  });
  process.on('disconnect', () => process.exit(0));
}

async function load() {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' }, rounds: { type: 'string' } } });
  const rounds = values.rounds === undefined ? Number.POSITIVE_INFINITY : Number(values.rounds);
  const end = Date.now() + Number(values.minutes) * 60_000;
  const child = fork(fileURLToPath(import.meta.url), {
    env: { ...process.env, ECA_LOAD_CHILD: '1' },
    execArgv: ['--expose-gc'],
  });
  const heard = () => new Promise((done) => child.once('message', done));
  const org = await heard();
  const memory = [];
  const problems = [];
  try {
    await deploy(org, 'Load_App_0');
    const credentials = await consumerOf(org, 'Load_App_0');
    for (let round = 0; round < rounds && Date.now() < end; round += 1) {
      const tokens = await Promise.all(Array.from({ length: TOKENS }, (_, index) => exchange(org, credentials, index)));
      const deploys = await Promise.all(
        Array.from({ length: DEPLOYS }, (_, index) => deploy(org, `Load_App_${index}`)),
      );
      problems.push(...[...tokens, ...deploys].filter((problem) => problem !== undefined));
      await new Promise((next) => setTimeout(next, PAUSE_MS));
      child.send('memory');
      memory.push((await heard()).megabytes);
      if (round % 20 === 0)
        console.log(`round ${round + 1}: ${memory.at(-1).toFixed(0)} MB, ${problems.length} wrong answers`);
    }
  } finally {
    child.disconnect();
  }
  return verdict(memory, problems);
}

function verdict(memory, problems) {
  const settled = memory.slice(WARM_UP);
  const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
  const third = Math.ceil(settled.length / 3);
  const growth = settled.length < 9 ? 1 : middle(settled.slice(-third)) / middle(settled.slice(0, third));
  const peak = Math.max(...memory);
  for (const problem of new Set(problems)) console.error(problem);
  const asked = `${memory.length * TOKENS} tokens, ${memory.length * DEPLOYS} deploys in ${memory.length} rounds`;
  console.log(
    `${asked}: ${problems.length} wrong answers; peak ${peak.toFixed(0)} MB, growth ${growth.toFixed(2)}x after ${WARM_UP} rounds`,
  );
  return problems.length > 0 || peak > MOST_MEGABYTES || growth > MOST_GROWTH ? 1 : 0;
}

async function call({ instanceUrl, accessToken }, path, init = {}) {
  const headers = { authorization: `Bearer ${accessToken}`, ...init.headers };
  const response = await fetch(`${instanceUrl}/services/data/v66.0/${path}`, { ...init, headers });
  return { status: response.status, body: await response.json() };
}

async function consumerOf(org, app) {
  const query = `query?q=${encodeURIComponent(`SELECT Id FROM ExternalClientApplication WHERE DeveloperName = '${app}'`)}`;
  const { body: found } = await call(org, query);
  const id = found.records[0].Id;
  const { body: list } = await call(org, `apps/oauth/credentials/${id}`);
  const { body } = await call(org, `apps/oauth/credentials/${id}/${list.consumers[0].id}?part=keyandsecret`);
  return body;
}

/** Exchanges key and secret; every tenth time a wrong secret. Gives what was wrong about the answer. */
async function exchange({ instanceUrl, orgId }, { key, secret }, index) {
  const wrong = index % 10 === 9;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: key,
    client_secret: wrong ? 'wrong' : secret,
  });
  const response = await fetch(`${instanceUrl}/services/oauth2/token`, { method: 'POST', body });
  const answer = await response.json();
  if (wrong)
    return answer.error === 'invalid_client' ? undefined : `a wrong secret gave ${response.status} ${answer.error}`;
  return answer.id?.includes(`/id/${orgId}/`) ? undefined : `a token request gave ${response.status} ${answer.error}`;
}

async function deploy(org, app) {
  const form = new FormData();
  form.set('file', new Blob([await packageOf(app)], { type: 'application/zip' }), 'package.zip');
  const options = { deployOptions: { rollbackOnError: true, singlePackage: true } };
  form.set('entity_content', new Blob([JSON.stringify(options)], { type: 'application/json' }));
  const { status, body } = await call(org, 'metadata/deployRequest', { method: 'POST', body: form });
  if (status !== 201) return `a deploy gave ${status} ${JSON.stringify(body)}`;
  for (let poll = 0; poll < 200; poll += 1) {
    const { body: answer } = await call(org, `metadata/deployRequest/${body.id}?includeDetails=true`);
    const { done, status: state } = answer.deployResult;
    if (done)
      return state === 'Succeeded'
        ? undefined
        : `a deploy ended ${state}: ${JSON.stringify(answer.deployResult.details)}`;
    await new Promise((next) => setTimeout(next, 20));
  }
  return `a deploy of ${app} did not end`;
}

function packageOf(app) {
  const parts = {
    ExternalClientApplication: [
      'externalClientApps',
      `${app}.eca`,
      { contactEmail: 'a@acme.example', distributionState: 'Local', label: app },
    ],
    ExtlClntAppGlobalOauthSettings: [
      'extlClntAppGlobalOauthSets',
      `${app}_glbloauth.ecaGlblOauth`,
      {
        callbackUrl: 'https://localhost/x',
        externalClientApplication: app,
        isClientCredentialsFlowEnabled: true,
        label: app,
      },
    ],
    ExtlClntAppOauthSettings: [
      'extlClntAppOauthSettings',
      `${app}_oauth.ecaOauth`,
      { commaSeparatedOauthScopes: 'Api', externalClientApplication: app, label: app },
    ],
    ExtlClntAppOauthConfigurablePolicies: [
      'extlClntAppOauthPolicies',
      `${app}_oauth_defaultPolicy.ecaOauthPlcy`,
      {
        clientCredentialsFlowUser: 'billing.sync@acme.example',
        externalClientApplication: app,
        isClientCredentialsFlowEnabled: true,
        label: app,
      },
    ],
  };
  const zip = new JSZip();
  const space = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
  const types = [];
  for (const [type, [folder, file, fields]] of Object.entries(parts)) {
    const elements = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
    zip.file(
      `${folder}/${file}`,
      `<?xml version="1.0" encoding="UTF-8"?><${type} ${space}>${elements.join('')}</${type}>`,
    );
    types.push(`<types><members>${file.split('.')[0]}</members><name>${type}</name></types>`);
  }
  zip.file(
    'package.xml',
    `<?xml version="1.0" encoding="UTF-8"?><Package ${space}>${types.join('')}<version>66.0</version></Package>`,
  );
  return zip.generateAsync({ type: 'uint8array' });
}
