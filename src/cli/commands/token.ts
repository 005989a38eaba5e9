import { shellQuoted, shellWord } from '../../shell-quote.js';
import type { SfLoginRequest } from '../../verbs/sf-login.js';
import type { IssuedToken } from '../../verbs/token.js';
import type { Work } from '../../work.js';
import { EcaError } from '../../errors.js';
import { text, type Command, type CommandContext, type Outcome } from '../command.js';
import { TOKEN_FLAGS, TOKEN_SHARED, tokenSession } from '../token-session.js';

/** Name of the token file that teams' scripts know. */
const DEFAULT_FILE = 'sf_tokens_ext_client.json';

/** `eca token` */
export const token: Command = {
  name: 'token',
  summary: 'Get an access token, on standard output or in a file that only you can read',
  shared: TOKEN_SHARED,
  flags: {
    format: { choices: ['json', 'env', 'header'], describe: 'How to print it', default: 'json', requiresArg: true },
    output: { type: 'string', describe: `Write it to this file, mode 0600. Without a value: ${DEFAULT_FILE}` },
    'sf-alias': {
      type: 'string',
      describe: "Log sf in as the app's run-as user under this alias, and print no token",
      requiresArg: true,
    },
    script: {
      type: 'string',
      describe: 'Write a shell script that gets tokens with curl and jq, instead of a token',
      requiresArg: true,
    },
    ...TOKEN_FLAGS,
  },
  examples: [
    ['eca token -o acme-uat', 'Print a token of the app in the config, as JSON'],
    ['eval "$(eca token -e uat --format env)"', 'Set ACCESS_TOKEN and INSTANCE_URL in a shell'],
    [
      'eca token --my-domain https://acme.my.salesforce.com --output',
      `Write ${DEFAULT_FILE}, with key and secret from the environment`,
    ],
    ['eca token -e uat --sf-alias billing-uat', 'Then `sf data query -o billing-uat` runs as the run-as user'],
    ['eca token --script connectOAuth_ExternalClientApp.sh', 'Write a script for machines without Node.js'],
  ],
  async run(context) {
    const script = text(context.flags, 'script');
    if (script !== undefined) return writeScript(context, script);
    const output = text(context.flags, 'output');
    // Refused before the org is asked: its switch for secrets may be turned on for that.
    if (output !== undefined) await refuseTrackedFile(context, fileOf(output));
    const alias = text(context.flags, 'sf-alias');
    if (alias !== undefined && output !== undefined) throw twoPlaces();
    if (alias !== undefined) (await import('../../verbs/sf-login.js')).refuseNoAlias(alias);
    const { source, work, options, apiVersion } = await tokenSession(context);
    const verb = await import('../../verbs/token.js');
    const issued = await verb.requestAccessToken(source, work, options);
    if (alias !== undefined) return logSfIn({ issued, alias, apiVersion }, work);
    if (output !== undefined) return writeToken(context, fileOf(output), issued);
    const asked = text(context.flags, 'format');
    const lines = linesOf(issued, asked === 'env' || asked === 'header' ? asked : 'json');
    return { result: jsonOf(issued), lines, reveals: true };
  },
};

/** The token as Salesforce's own answer spells it. */
function jsonOf({ accessToken, instanceUrl, answer }: IssuedToken): Readonly<Record<string, string | undefined>> {
  const { scopes, id, issuedAt } = answer;
  return {
    access_token: accessToken.reveal(),
    instance_url: instanceUrl,
    token_type: 'Bearer',
    scope: scopes?.join(' '),
    id,
    issued_at: issuedAt,
  };
}

function linesOf(issued: IssuedToken, format: 'json' | 'env' | 'header'): readonly string[] {
  const { accessToken, instanceUrl } = issued;
  switch (format) {
    case 'json':
      return [JSON.stringify(jsonOf(issued), null, 2)];
    case 'env':
      return [
        `export ACCESS_TOKEN=${shellQuoted(accessToken.reveal())}`,
        `export INSTANCE_URL=${shellQuoted(instanceUrl)}`,
      ];
    case 'header':
      return [`Authorization: Bearer ${accessToken.reveal()}`];
  }
}

const fileOf = (output: string): string => (output === '' ? DEFAULT_FILE : output);

function twoPlaces(): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: '--sf-alias keeps the token in the store of sf, and --output in a file.',
    actions: ['Leave one of them out.'],
  });
}

async function logSfIn(request: SfLoginRequest, work: Work): Promise<Outcome> {
  const { loginSf } = await import('../../verbs/sf-login.js');
  const login = await loginSf(request, work);
  const { alias, username, orgId, instanceUrl, warnings } = login;
  const lines = [
    `sf is logged in to ${instanceUrl} (${orgId}) as ${username}, alias ${alias}.`,
    `Try: sf org display -o ${shellWord(alias)}`,
    `The session ends when the org ends it, and sf cannot renew it: run this command again. To end it: sf org logout -o ${shellWord(alias)}`,
  ];
  return { result: { alias, username, orgId, instanceUrl }, lines, warnings };
}

async function refuseTrackedFile({ io }: CommandContext, file: string): Promise<void> {
  const [{ gitStateOf }, path] = await Promise.all([import('../../project/git-ignored.js'), import('node:path')]);
  if ((await gitStateOf(path.resolve(io.cwd, file))) !== 'tracked') return;
  throw new EcaError({
    name: 'UsageError',
    message: `${file} is inside a git repository and not ignored; a commit could take the token along.`,
    actions: [`Add ${file} to .gitignore, or name a file outside with --output.`],
  });
}

async function writeToken({ io }: CommandContext, file: string, issued: IssuedToken): Promise<Outcome> {
  const [{ writePrivateFile }, path] = await Promise.all([
    import('../../project/private-file.js'),
    import('node:path'),
  ]);
  await writePrivateFile(path.resolve(io.cwd, file), `${JSON.stringify(jsonOf(issued), null, 2)}\n`);
  return { result: { file: file.replaceAll('\\', '/') }, lines: [`Written: ${file}`] };
}

async function writeScript({ io, flags }: CommandContext, file: string): Promise<Outcome> {
  const [{ writeClientScript }, { myDomainUrl }, path] = await Promise.all([
    import('../../project/client-script.js'),
    import('../../credentials/given.js'),
    import('node:path'),
  ]);
  const domain = text(flags, 'my-domain');
  const tokenUrl =
    domain === undefined ? {} : { tokenUrl: new URL('/services/oauth2/token', myDomainUrl(domain, io.env)).href };
  await writeClientScript(path.resolve(io.cwd, file), tokenUrl);
  return { result: { file: file.replaceAll('\\', '/') }, lines: [`Written: ${file}`] };
}
