import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from './state/context.js';
import type { Fault, FaultRule } from './server/faults.js';
import { parseFault } from './server/faults.js';
import type { LocalRequest } from './wire/request.js';
import { askControl } from './control-client.js';
import { openTls, type OpenTls } from './tls.js';
import { close, listen } from './server/listen.js';
import { controlAnswer } from './control.js';
import type { PendingRefresh, RefreshOptions, RefreshReport } from './world/refresh.js';
import { prepareRefresh, refreshWorld } from './world/refresh.js';
import { refreshOauthViews } from './apps/oauth-view.js';
import { buildOrg } from './world/org-build.js';
import { changeComponent, dropComponent } from './metadata/change.js';
import type { FieldValue } from './state/fields.js';
import { RemoteSandboxes } from './remote-sandbox.js';
import type { Sandbox, SandboxLogin, SandboxState } from './state/sandbox.js';
import type { World } from './state/world.js';
import { issueAuthCode, issueRefreshToken, openSession } from './oauth/sessions.js';
import type { LocalOrgInfo, LocalOrgOptions } from './options.js';
import { endedDeploys } from './deploy/ended.js';
import type { OrgLog } from './options.js';
import type { LoggedRequest } from './state/logged-request.js';
import { RequestLog } from './server/request-log.js';
import type { Snapshot } from './world/snapshot.js';
import { snapshotOf } from './world/snapshot.js';
import { writeState } from './state/file.js';
import { userByName } from './users/access.js';

/** Time in which an answer leaves. */
const ANSWER_MS = 50;

const ALL_SCOPES = ['id', 'api', 'web', 'full', 'refresh_token'];

/**
 * A stand-in Salesforce org on the loopback address, for development, tests and demos.
 *
 * Real clients accept it over HTTP; what it answers follows what is known of real orgs, and what is not certain is a
 * named assumption.
 *
 * @example
 * const org = new LocalOrg();
 * const { instanceUrl, accessToken } = await org.start();
 * await org.stop();
 */
export class LocalOrg {
  readonly #options: LocalOrgOptions;
  readonly #world: World;
  readonly #context: Context;
  readonly #faults: FaultRule[];
  readonly #log: RequestLog;
  #server: Server | undefined;
  #info: LocalOrgInfo | undefined;
  #baseUrl = '';
  #clockOffset = 0;
  #pending: PendingRefresh | undefined;
  readonly #sandboxes: { readonly org: LocalOrg; readonly accessGroup: readonly string[] | undefined }[] = [];
  readonly #remote = new RemoteSandboxes();
  #tls: OpenTls | undefined;
  #productionId: string | undefined;
  #copied = { createdDate: '2026-01-01T00:00:00.000Z', endDate: '2026-01-01T00:00:00.000Z' };
  /** Files of the seed's source folder that were not read: they are no component of a type that the local org holds. */
  readonly unread: readonly string[];

  /**
   * Builds the org; it listens after {@link LocalOrg.start}.
   *
   * @throws LocalOrgSeedError for a seed, a source folder or assumptions that cannot be used.
   */
  constructor(options: LocalOrgOptions = {}) {
    this.#options = options;
    this.#log = new RequestLog(options.log);
    this.#faults = (options.faults ?? []).map((text) => ({ ...parseFault(text), once: false }));
    const place = {
      now: () => Date.now() + this.#clockOffset,
      baseUrl: () => this.#baseUrl,
      sandboxes: () => [
        ...this.#sandboxes.map(({ org, accessGroup }) => ({ ...org.#sandbox(), accessGroup })),
        ...this.#remote.all,
      ],
      requests: () => this.#log.entries,
    };
    const { context, unread } = buildOrg(options, place);
    this.#context = context;
    this.unread = unread;
    this.#world = this.#context.world;
  }

  /** Starts to listen and logs the first user in. */
  async start(): Promise<LocalOrgInfo> {
    if (this.#info !== undefined) return this.#info;
    const parts = {
      context: this.#context,
      faults: this.#faults,
      log: this.#log,
      control: (request: LocalRequest) => controlAnswer(this, request),
      before: ({ path }: LocalRequest) =>
        path.includes('/tooling/') && !this.#remote.isEmpty ? this.#remote.look() : undefined,
      changed: () => {
        this.#save();
      },
    };
    this.#tls = this.#options.tls === true ? await openTls() : undefined;
    this.#server = await listen(parts, this.#options.port ?? 0, this.#tls?.certificate);
    const { port } = this.#server.address() as AddressInfo;
    this.#baseUrl = `${this.#tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
    this.#info = this.#logIn();
    this.#save();
    await this.#joinProduction();
    return this.#info;
  }

  async #joinProduction(): Promise<void> {
    const { sandboxOf } = this.#options;
    if (sandboxOf === undefined) return;
    try {
      const body = { instanceUrl: this.#baseUrl };
      const request = { instanceUrl: sandboxOf, name: 'POST sandboxes', body };
      this.#productionId = (await askControl<{ readonly orgId: string }>(request)).orgId;
    } catch (error) {
      await this.stop();
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`The production org at ${sandboxOf} does not take this org as its sandbox: ${why}`, {
        cause: error,
      });
    }
  }

  #logIn(): LocalOrgInfo {
    const [user] = this.#world.users;
    if (user === undefined) throw new Error('The local org has no user.');
    const living = Object.values(this.#world.sessions).find(
      (session) => session.app === undefined && session.userId === user.id && session.expiresAt > this.#context.now(),
    );
    const session = living ?? openSession(this.#context, { user, scopes: ALL_SCOPES, minutes: 24 * 60 });
    return {
      instanceUrl: this.#baseUrl,
      orgId: this.#world.org.id,
      username: user.username,
      userId: user.id,
      accessToken: session.token,
      alias: this.#options.alias ?? 'local-org',
      caFile: this.#tls?.caFile,
      sfdxAuthUrl: this.#tls === undefined ? undefined : this.#sfdxAuthUrl(user.username),
    };
  }

  /** `sf` takes the host of such a URL for one that speaks TLS. */
  #sfdxAuthUrl(username: string): string {
    return `force://PlatformCLI::${this.issueRefreshToken(username)}@${new URL(this.#baseUrl).host}`;
  }

  /** Stops listening and closes the connections that clients keep open. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#info = undefined;
    if (server === undefined) return;
    await close(server);
    this.#tls?.close();
    this.#save();
  }

  /** Stops the org a moment later, so that the request that asks for it is answered. */
  stopSoon(): void {
    const { onStopRequest = () => void this.stop() } = this.#options;
    setTimeout(onStopRequest, ANSWER_MS);
  }

  /** How to reach the org while it runs. */
  get info(): LocalOrgInfo {
    if (this.#info === undefined) throw new Error('The local org does not run. Call start() first.');
    return this.#info;
  }

  /** Requests so far, oldest first; the latest 10 000 are kept. */
  get requests(): readonly LoggedRequest[] {
    return this.#log.entries;
  }

  /**
   * What was asked of the org, and which deploys have ended.
   *
   * @param after - Requests that are known: {@link OrgLog.next} of an earlier call. Default: 0, all that are kept.
   */
  log(after = 0): OrgLog {
    return { ...this.#log.after(after), deploys: endedDeploys(this.#context) };
  }

  /** Makes the next request of an operation fail; `*` stands for any operation. */
  once(operation: string, fault: Fault): void {
    this.#faults.push({ operation, fault, once: true });
  }

  /** Makes every request of an operation fail until {@link LocalOrg.clearFaults}. */
  always(operation: string, fault: Fault): void {
    this.#faults.push({ operation, fault, once: false });
  }

  /** Takes all faults away. */
  clearFaults(): void {
    this.#faults.length = 0;
  }

  /** Copies what the org holds. */
  snapshot(): Snapshot {
    return snapshotOf(this.#context);
  }

  /** Puts a component into the org, as somebody else could do in Setup. Nothing is checked. */
  setComponent(type: string, fullName: string, fields: Readonly<Record<string, FieldValue | boolean | number>>): void {
    changeComponent(this.#context, type, fullName, fields, 'replace');
    this.#changed();
  }

  /** Changes one field of a component, as somebody else could do in Setup; `undefined` takes the field away. */
  changeField(type: string, fullName: string, field: string, value: FieldValue | boolean | number | undefined): void {
    changeComponent(this.#context, type, fullName, { [field]: value }, 'merge');
    this.#changed();
  }

  /** Takes a component out of the org, and nothing else. */
  removeComponent(type: string, fullName: string): void {
    dropComponent(this.#context, type, fullName);
    this.#changed();
  }

  /** Changes a user, as an admin could do in Setup. */
  changeUser(
    username: string,
    change: { readonly active?: boolean; readonly frozen?: boolean; readonly apiEnabled?: boolean },
  ): void {
    const user = userByName(this.#world, username);
    if (user === undefined) throw new Error(`The local org has no user "${username}".`);
    this.#world.users = this.#world.users.map((other) => (other === user ? { ...user, ...change } : other));
    this.#changed();
  }

  /** Changes an org-wide switch, as an admin could do in Setup. */
  changeSetting(name: string, value: boolean): void {
    this.#world.settings[name] = value;
    this.#changed();
  }

  /** Opens a session for a user and gives its access token. */
  login(username: string, options: { readonly scopes?: readonly string[]; readonly jwt?: boolean } = {}): string {
    const user = userByName(this.#world, username);
    if (user === undefined) throw new Error(`The local org has no user "${username}".`);
    const session = openSession(this.#context, {
      user,
      scopes: options.scopes ?? ALL_SCOPES,
      jwt: options.jwt === true,
    });
    return session.token;
  }

  /** Issues a refresh token for a user, as a login in the browser would; its consumer key is `PlatformCLI`. */
  issueRefreshToken(username: string): string {
    const user = userByName(this.#world, username);
    if (user === undefined) throw new Error(`The local org has no user "${username}".`);
    return issueRefreshToken(this.#context, user, ALL_SCOPES);
  }

  /** Ends every session, as if all had expired; refresh tokens stay. */
  expireSessions(): void {
    this.#world.sessions = {};
    this.#changed();
  }

  /**
   * Makes of the org what a sandbox refresh makes of it: a new org id, no session, other usernames.
   *
   * While the org runs, {@link LocalOrg.info} has a new session of the first user afterwards.
   */
  refresh(given: RefreshOptions = {}): RefreshReport {
    const options = { ...given, sourceOrgId: given.sourceOrgId ?? this.#productionId };
    const date = this.#context.timestamp();
    this.#copied = { createdDate: date, endDate: date };
    if (options.activated === false) {
      this.#pending = prepareRefresh(this.#context, options);
      return this.#pending.report;
    }
    return this.#refreshed(refreshWorld(this.#context, options));
  }

  /** True while a refreshed org waits to take this org's place, as a sandbox in `Pending Activation` does. */
  get isPendingActivation(): boolean {
    return this.#pending !== undefined;
  }

  /** Puts the refreshed org that waits into this org's place. */
  activate(): RefreshReport {
    if (this.#pending === undefined) throw new TypeError('No refreshed org waits to be activated.');
    const { report, world } = this.#pending;
    Object.assign(this.#world, world);
    return this.#refreshed(report);
  }

  #refreshed(report: RefreshReport): RefreshReport {
    this.#pending = undefined;
    if (this.#info !== undefined) this.#info = this.#logIn();
    this.#save();
    return report;
  }

  /**
   * Makes another local org a sandbox of this one: production lists it, and logs its users in to it.
   *
   * @param options - `accessGroup`: usernames of this org whose users may use the sandbox after a refresh. Default: no
   * group.
   */
  addSandbox(sandbox: LocalOrg, options: { readonly accessGroup?: readonly string[] } = {}): void {
    this.#sandboxes.push({ org: sandbox, accessGroup: options.accessGroup });
  }

  /** Makes a local org of another process a sandbox of this one; it answers for itself. */
  addRemoteSandbox(instanceUrl: string): Promise<SandboxState> {
    return this.#remote.add(instanceUrl);
  }

  /** The org as its state file holds it, for a copy. */
  stateText(): string {
    return JSON.stringify(this.#world);
  }

  #sandbox(): Sandbox {
    return { ...this.asSandbox(), authorize: (username, clientId) => this.authorize(username, clientId) };
  }

  /** Issues a code that logs in the user of this sandbox that belongs to a user of production. */
  authorize(username: string, clientId: string): SandboxLogin | undefined {
    const user = userByName(this.#world, `${username}.${this.#world.org.sandboxName}`);
    if (user === undefined) return undefined;
    return { username: user.username, code: issueAuthCode(this.#context, user, clientId, ALL_SCOPES) };
  }

  /** How production sees this org. */
  asSandbox(): SandboxState {
    const { id, sandboxName } = this.#pending?.world.org ?? this.#world.org;
    const ended = this.#info === undefined ? undefined : this.#copied.endDate;
    return {
      name: sandboxName,
      orgId: id,
      instanceUrl: this.#baseUrl,
      status: this.#info === undefined ? 'Processing' : this.isPendingActivation ? 'Pending Activation' : 'Completed',
      createdDate: this.#copied.createdDate,
      endDate: ended,
    };
  }

  /** Moves the org's clock on, for propagation delays and expiry. */
  advance(seconds: number): void {
    this.#clockOffset += seconds * 1000;
  }

  #changed(): void {
    refreshOauthViews(this.#context, this.#world);
    this.#save();
  }

  #save(): void {
    if (this.#options.state !== undefined) writeState(this.#options.state, this.#world);
  }
}
