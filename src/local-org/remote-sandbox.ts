import { askControl } from './control-client.js';
import type { Sandbox, SandboxLogin, SandboxState } from './state/sandbox.js';

const LOOK_MS = 2000;

/** Sandboxes of a production org whose local orgs run in other processes. Each tells its own state when it is asked. */
export class RemoteSandboxes {
  readonly #states = new Map<string, SandboxState>();

  /** What the sandboxes said last. */
  get all(): readonly Sandbox[] {
    return [...this.#states.values()].map((state) => ({
      ...state,
      authorize: (username, clientId) => authorize(state, username, clientId),
    }));
  }

  /** Tells whether there is anybody to ask. */
  get isEmpty(): boolean {
    return this.#states.size === 0;
  }

  /**
   * Takes a sandbox in, in place of one of the same name.
   *
   * @throws Error when no local org that is a sandbox answers at the URL.
   */
  async add(instanceUrl: string): Promise<SandboxState> {
    const state = await stateAt(instanceUrl);
    if (state.name === '')
      throw new TypeError(`The local org at ${instanceUrl} is no sandbox: it has no sandbox name.`);
    for (const [url, { name }] of this.#states) {
      if (name.toLowerCase() === state.name.toLowerCase()) this.#states.delete(url);
    }
    this.#states.set(instanceUrl, state);
    return state;
  }

  /** Asks every sandbox anew; one that answers no more is gone, as a sandbox that was deleted. */
  async look(): Promise<void> {
    await Promise.all([...this.#states.keys()].map((instanceUrl) => this.#lookAt(instanceUrl)));
  }

  async #lookAt(instanceUrl: string): Promise<void> {
    try {
      this.#states.set(instanceUrl, await stateAt(instanceUrl));
    } catch (error) {
      // One that is slow is there; what it said last counts.
      if (!isSlow(error)) this.#states.delete(instanceUrl);
    }
  }
}

function isSlow(error: unknown): boolean {
  return error instanceof Error && /^(?:AbortError|TimeoutError)$/.test(error.name);
}

function stateAt(instanceUrl: string): Promise<SandboxState> {
  return askControl<SandboxState>({ instanceUrl, name: 'GET sandbox', timeoutMs: LOOK_MS });
}

async function authorize(
  { instanceUrl }: SandboxState,
  username: string,
  clientId: string,
): Promise<SandboxLogin | undefined> {
  const body = { username, clientId };
  const login = await askControl<SandboxLogin | null>({
    instanceUrl,
    name: 'POST authorize',
    body,
    timeoutMs: LOOK_MS,
  });
  return login ?? undefined;
}
