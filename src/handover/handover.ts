import type { Secret } from '../secret.js';

/** Key and secret of one app in one org, on their way to where they are needed. */
export interface Handover {
  readonly app: string;
  readonly org: {
    /** 18 characters. */
    readonly id: string;
    readonly instanceUrl: string;
    /** What the user called the org: alias or username. */
    readonly target: string;
    readonly isSandbox: boolean;
  };
  readonly environment?: string | undefined;
  readonly consumerKey: string;
  readonly consumerSecret: Secret;
  readonly tokenEndpoint: string;
}

/** Where key and secret went. */
export interface StoredPlace {
  readonly kind: 'file' | 'command' | 'github' | 'exec' | 'named-credential';
  /** File, program, names of variables, or Named Credential; nothing secret. */
  readonly place: string;
  /** Whether what was stored was read again and is the same; absent where the place gives nothing back. */
  readonly readBack?: boolean | undefined;
}

/** Gives the JSON that programs and files get, with the secret in it. */
export function revealed({ consumerSecret, ...rest }: Handover): Readonly<Record<string, unknown>> {
  const { app, org, environment, consumerKey, tokenEndpoint } = rest;
  return {
    app,
    org,
    environment,
    consumerKey,
    consumerSecret: consumerSecret.reveal(),
    tokenEndpoint,
  };
}
