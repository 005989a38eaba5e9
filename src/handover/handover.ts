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
  readonly environment?: string;
  readonly consumerKey: string;
  readonly consumerSecret: Secret;
  readonly tokenEndpoint: string;
}

/** What a sink may use of the world around it. */
export interface SinkSurroundings {
  /** Folder of the config: relative paths and `.eca` belong to it. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Prints a workflow command of the CI system, such as the one that masks a secret. */
  readonly announce: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Where key and secret went. */
export interface StoredPlace {
  readonly kind: 'file' | 'command' | 'github' | 'exec' | 'named-credential';
  /** File, program, names of variables, or Named Credential; nothing secret. */
  readonly place: string;
  /** Whether what was stored was read again and is the same; absent where the place gives nothing back. */
  readonly readBack?: boolean;
}

/** Gives the JSON that programs and files get, with the secret in it. */
export function revealed({ consumerSecret, ...rest }: Handover): Readonly<Record<string, unknown>> {
  const { app, org, environment, consumerKey, tokenEndpoint } = rest;
  return {
    app,
    org,
    ...(environment === undefined ? {} : { environment }),
    consumerKey,
    consumerSecret: consumerSecret.reveal(),
    tokenEndpoint,
  };
}
