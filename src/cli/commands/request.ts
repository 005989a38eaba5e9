import { EcaError } from '../../errors.js';
import { text, type Command, type CommandContext } from '../command.js';
import { jsonText } from '../print/shown.js';
import { TOKEN_FLAGS, TOKEN_SHARED, tokenSession } from '../token-session.js';

const METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD'];

/** `eca request METHOD PATH` */
export const request: Command = {
  name: 'request',
  summary: "Call the org's API as the app's run-as user; a token is kept until the org refuses it",
  shared: TOKEN_SHARED,
  positionals: {
    method: { type: 'string', describe: METHODS.join(', '), demandOption: true },
    path: {
      type: 'string',
      describe: 'From the root of the org, or from /services/data/vNN.0/ without a slash before it',
      demandOption: true,
    },
  },
  flags: {
    body: { type: 'string', describe: 'JSON to send, or @FILE to read it from a file', requiresArg: true },
    ...TOKEN_FLAGS,
  },
  examples: [
    ['eca request GET sobjects/Account/describe -o acme-uat', 'Describe an object'],
    [`eca request POST sobjects/Account --body '{"Name": "Acme"}' -e uat`, 'Create a record'],
    [`eca request PATCH sobjects/Account/001… --body @account.json -e uat`, 'Update a record from a file'],
  ],
  async run(context) {
    const method = (text(context.flags, 'method') ?? '').toUpperCase();
    if (!METHODS.includes(method)) {
      throw new EcaError({
        name: 'UsageError',
        message: `"${text(context.flags, 'method') ?? ''}" is no method of an API.`,
        actions: [`Use one of ${METHODS.join(', ')}.`],
      });
    }
    const body = await bodyOf(context);
    const { source, work, options, apiVersion } = await tokenSession(context);
    const verb = await import('../../verbs/token.js');
    const call = {
      method,
      path: text(context.flags, 'path') ?? '',
      apiVersion,
      body,
    };
    const answer = await verb.callApi(source, call, work, options);
    const lines = answer.body === null ? [`HTTP ${answer.status}`] : [jsonText(answer.body, 2)];
    return { result: answer, lines };
  },
};

async function bodyOf({ io, flags }: CommandContext): Promise<string | undefined> {
  const given = text(flags, 'body');
  if (given === undefined) return undefined;
  const body = given.startsWith('@') ? await fileText(io.cwd, given.slice(1)) : given;
  try {
    JSON.parse(body);
    return body;
  } catch (error) {
    throw new EcaError({
      name: 'UsageError',
      message: `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      actions: [`Write it as in --body '{"Name": "Acme"}', or --body @FILE.`],
    });
  }
}

async function fileText(cwd: string, file: string): Promise<string> {
  const [{ readTextFile }, path] = await Promise.all([import('../../project/source-files.js'), import('node:path')]);
  const content = await readTextFile(path.resolve(cwd, file));
  if (content !== undefined) return content;
  throw new EcaError({
    name: 'UsageError',
    message: `There is no file "${file}".`,
    actions: ['Correct --body @FILE.'],
  });
}
