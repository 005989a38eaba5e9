/** An answer of the local org. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers with JSON. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  const body = JSON.stringify(value);
  return { status, headers: { 'Content-Type': 'application/json;charset=UTF-8', ...headers }, body };
}

/** Answers with the error of a REST resource. [C] */
export function restError(status: number, errorCode: string, message: string, fields?: readonly string[]): Answer {
  return json(status, [{ message, errorCode, fields }]);
}

/** Answers with the error of an OAuth endpoint. [C] */
export function oauthError(error: string, description: string, status = 400): Answer {
  return json(status, { error, error_description: description }, { 'Cache-Control': 'no-store' });
}

/** Answers that a record was created, and where. [C] */
export function created(version: number, object: string, id: string): Answer {
  const location = `/services/data/v${version}.0/sobjects/${object}/${id}`;
  return json(201, { id, success: true, errors: [] }, { Location: location });
}

/** Answers without a body. */
export function noContent(): Answer {
  return { status: 204, headers: {}, body: '' };
}

/** Answers that a resource does not exist. [C] */
export function notFound(): Answer {
  return restError(404, 'NOT_FOUND', 'The requested resource does not exist');
}

/** Answers that a body is no JSON object. [C] the code */
export function noJson(): Answer {
  return restError(400, 'JSON_PARSER_ERROR', 'The request body is no JSON object.');
}

/** Answers as an org that lacks a resource does, and says in a header that it is the local org that lacks it. */
export function notSupported(): Answer {
  const answer = notFound();
  return { ...answer, headers: { ...answer.headers, 'X-Local-Org': 'this resource is not part of the local org' } };
}

/** Answers that the session is not valid. [C] */
export function sessionInvalid(): Answer {
  return restError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
}
