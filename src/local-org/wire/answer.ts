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

/** Answers without a body. */
export function noContent(): Answer {
  return { status: 204, headers: {}, body: '' };
}

/** Answers that a resource does not exist. [C] */
export function notFound(): Answer {
  return restError(404, 'NOT_FOUND', 'The requested resource does not exist');
}

/** Answers that the session is not valid. [C] */
export function sessionInvalid(): Answer {
  return restError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
}
