import type { Context } from './context.js';

/** Requests that an org takes a day. */
export const DAILY_REQUESTS = 100_000;

const counts = new WeakMap<Context, number>();

/** Counts a request to the API. */
export function countRequest(context: Context): void {
  counts.set(context, usedRequests(context) + 1);
}

/** Gives the number of requests to the API so far. */
export function usedRequests(context: Context): number {
  return counts.get(context) ?? 0;
}
