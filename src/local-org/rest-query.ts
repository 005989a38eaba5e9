import type { Answer } from './http-answer.js';
import { json, restError } from './http-answer.js';
import type { Call } from './http-routes.js';
import { DATA_TABLES } from './records-data.js';
import { ORG_TABLES } from './records-org.js';
import { USER_TABLES } from './records-users.js';
import { SoqlError, runQuery } from './soql-run.js';
import type { Table } from './soql-tables.js';

const TABLES: readonly Table[] = [...ORG_TABLES, ...USER_TABLES, ...DATA_TABLES];

/** Finds an object that the caller may query. */
export function visibleTable(call: Call, name: string, tooling: boolean): Table | undefined {
  const { context, user, session, version } = call;
  return TABLES.find((table) => {
    if (table.name.toLowerCase() !== name.toLowerCase() || version < (table.since ?? 0)) return false;
    if (table.allowed !== undefined && !table.allowed(context, { user, session })) return false;
    if (tooling) return table.tooling !== undefined || table.name === 'User' || table.name === 'Organization';
    // [C] documented for the Tooling API; [U] whether the data API knows it
    return table.tooling === undefined || context.assumed('deploy-request-object') === 'both';
  });
}

/** Answers a query of the data API. */
export function query(call: Call): Answer {
  return answerQuery(call, false);
}

/** Answers a query of the Tooling API. */
export function toolingQuery(call: Call): Answer {
  return answerQuery(call, true);
}

function answerQuery(call: Call, tooling: boolean): Answer {
  const { context, user, session, version } = call;
  const soql = call.request.query.get('q') ?? '';
  try {
    const scope = {
      context,
      version,
      asker: { user, session },
      table: (name: string) => visibleTable(call, name, tooling),
    };
    return json(200, runQuery(scope, soql));
  } catch (error) {
    if (!(error instanceof SoqlError)) throw error;
    return restError(400, error.code, error.message);
  }
}
