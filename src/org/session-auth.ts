import { AuthInfo, type AuthFields } from '@salesforce/core';

/**
 * The authorization of a session that nobody stores. core would encrypt it in memory, and for that ask the keychain for a key
 * or make one in the home folder: a machine without either, a file cut short by a kill, or two first runs at once would then
 * keep out a login that needs none of it.
 */
export class SessionAuth extends AuthInfo {
  readonly #session: Readonly<{ accessToken: string; instanceUrl: string; loginUrl: string }>;

  /** @param instanceUrl - Of the org, which refreshes nothing: the session ends when the org ends it. */
  constructor(accessToken: string, instanceUrl: string) {
    super({ username: accessToken });
    this.#session = { accessToken, instanceUrl, loginUrl: instanceUrl };
  }

  override getUsername(): string {
    return this.#session.accessToken;
  }

  override getFields(): AuthFields {
    return { ...this.#session };
  }

  override getConnectionOptions(): ReturnType<AuthInfo['getConnectionOptions']> {
    return { ...this.#session };
  }

  override isUsingAccessToken(): boolean {
    return true;
  }

  /** Keeps nothing: the org's newest API version, which core would note, is asked for by each run. */
  override save(): Promise<this> {
    return Promise.resolve(this);
  }
}
