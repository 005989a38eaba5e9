/** One request of this process to the outside. */
export interface HttpRequest {
  readonly method: string;
  /** Absolute URL: https, or this machine. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
  /** Whether the request may be sent again after a failure: only what changes nothing is. Default: it changes something. */
  readonly changesNothing?: boolean | undefined;
  /** Largest answer in bytes; a larger one is an error, and is not read to its end. Default: 16 MiB. */
  readonly limitBytes?: number | undefined;
  /** Longest time that one try may take, its answer included, in milliseconds, within the deadline of the run. Default: 30 s. */
  readonly timeoutMs?: number | undefined;
  /** Ends this request beside the signal of the run. */
  readonly signal?: AbortSignal | undefined;
}

/** The answer to one request, read to its end. A redirect is an answer, never followed. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An earlier end than that of the run. */
export interface HttpBounds {
  readonly signal?: AbortSignal | undefined;
  /** In milliseconds as `Date.now()` counts them. */
  readonly deadline?: number | undefined;
}

/** The one way out of the process, bound to the signal and the deadline of one run. */
export interface Http {
  /**
   * Sends a request within the run's bounds, again where it changes nothing and the failure is one that passes.
   *
   * @throws HttpFailure with a code when no whole answer came; the reason of the run's signal when that ended it.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** The same as a `fetch`, for libraries that want one. */
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  /** The same way out with an earlier end. */
  within(bounds: HttpBounds): Http;
}
