import { readApexCallout } from './callout.js';
import { makeCallout } from './send.js';
import type { Answer } from '../wire/answer.js';
import { json, restError } from '../wire/answer.js';
import type { Call } from '../calls/route.js';
import { hasPermission } from '../users/access.js';

const NOTHING = { compileProblem: null, exceptionMessage: null, exceptionStackTrace: null };

/** Runs anonymous Apex, if it makes one callout and nothing else; any other does not compile here. [C] the answers */
export async function executeAnonymous(call: Call): Promise<Answer> {
  // [C] the permission, [U] the answer without it
  if (!hasPermission(call.context.world, call.user, 'AuthorApex')) {
    return restError(403, 'INSUFFICIENT_ACCESS', 'You need the permission Author Apex to run anonymous Apex.');
  }
  const source = call.request.query.get('anonymousBody');
  if (source === null) return restError(400, 'MISSING_ARGUMENT', 'The parameter anonymousBody is missing.'); // [U]
  const callout = readApexCallout(source);
  if (callout === undefined) {
    const compileProblem = 'The local org runs callouts only: one request to callout:NAME, and nothing else.';
    return json(200, { ...NOTHING, line: 1, column: 1, compiled: false, success: false, compileProblem });
  }
  const end = await makeCallout(call, callout);
  if (end.kind === 'exception') return thrown(callout.line, 'CalloutException', end.message);
  const { refusal } = callout;
  if (refusal !== undefined && (end.status < 200 || end.status > 299)) {
    return thrown(refusal.line, refusal.type, refusal.message(end.status, end.statusText));
  }
  return json(200, { ...NOTHING, line: -1, column: -1, compiled: true, success: true });
}

function thrown(line: number, type: string, message: string): Answer {
  return json(200, {
    line,
    column: 1,
    compiled: true,
    success: false,
    compileProblem: null,
    exceptionMessage: `System.${type}: ${message}`,
    exceptionStackTrace: `AnonymousBlock: line ${line}, column 1`,
  });
}
