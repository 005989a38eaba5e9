import { text, type Command } from '../command.js';
import { jsonText } from '../print/shown.js';
import { TOKEN_FLAGS, TOKEN_SHARED, tokenSession } from '../token-session.js';

/** `eca query SOQL` */
export const query: Command = {
  name: 'query',
  summary: "Run a query as the app's run-as user; a token is kept until the org refuses it",
  shared: TOKEN_SHARED,
  positionals: { soql: { type: 'string', describe: 'SOQL, all pages of which are read', demandOption: true } },
  flags: TOKEN_FLAGS,
  examples: [
    ['eca query "SELECT Id, Name FROM Account LIMIT 5" -o acme-uat', 'Print five records, one JSON object a line'],
    ['eca query "SELECT Id FROM Account" -e uat --json', 'Print {totalSize, records}'],
  ],
  async run(context) {
    const { source, work, options, apiVersion } = await tokenSession(context);
    const verb = await import('../../verbs/token.js');
    const result = await verb.queryApi(source, { soql: text(context.flags, 'soql') ?? '', apiVersion }, work, options);
    return { result, lines: result.records.map((record) => jsonText(record)) };
  },
};
