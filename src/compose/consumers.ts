/** What is known of a kind of consumer: what its tokens have to be able to do, and what is only assumed. */
export interface Consumer {
  /** As `--for` names it. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** OAuth scopes, by protocol name. */
  readonly scopes: readonly [string, ...string[]];
  readonly tokenFormat: 'opaque' | 'jwt';
  /** Why just these scopes, for a comment. */
  readonly aboutScopes: string;
  /** Why this format, for a comment. */
  readonly aboutFormat: string;
  /** What a callback URL would be for. */
  readonly aboutCallback: string;
  /** What nobody has published, for a comment. Default: all of it is. */
  readonly assumed?: string | undefined;
  /** Page that says so. */
  readonly source?: string | undefined;
  /** Program that takes key and secret on its standard input, with `NAME` for the app. Default: none comes to mind. */
  readonly sink?: readonly string[] | undefined;
}

const OPAQUE = 'Every API takes opaque tokens; the SOAP APIs refuse JWT ones below API version 68.0.';
const API =
  'What REST, Bulk, SOAP and Tooling API need. The rights of the run-as user decide what a token may do there.';
const UNUSED = 'Salesforce demands a callback URL, and the client credentials flow never calls it.';

const plain = (name: string, title: string, sink?: readonly string[]): Consumer => ({
  ...{ name, title, scopes: ['api'], tokenFormat: 'opaque', sink },
  ...{ aboutScopes: API, aboutFormat: OPAQUE, aboutCallback: UNUSED },
});

/** Common consumers of a server-to-server app, the plainest first. */
export const CONSUMERS: readonly [Consumer, ...Consumer[]] = [
  plain('integration', 'a script or a service that calls the APIs of Salesforce'),
  plain('github-actions', 'a workflow of GitHub Actions, by secrets of its repository', [
    ...['gh', 'secret', 'set', 'NAME'],
  ]),
  plain('aws', 'a program that reads AWS Secrets Manager', [
    ...['aws', 'secretsmanager', 'put-secret-value', '--secret-id', 'NAME', '--secret-string', 'file:///dev/stdin'],
  ]),
  plain('vault', 'a program that reads HashiCorp Vault', [
    ...['vault', 'kv', 'put', '-mount=secret', 'salesforce/NAME', '-'],
  ]),
  {
    ...plain('mulesoft', 'the Salesforce Connector of MuleSoft'),
    aboutFormat: 'Many operations of the connector use the SOAP API, which refuses JWT tokens below API version 68.0.',
    assumed: 'that your version of the connector offers client credentials; older ones know other flows only',
  },
  {
    ...plain('data-cloud', 'a program that reads or fills Data 360 (Data Cloud)'),
    scopes: ['api', 'cdp_ingest_api', 'cdp_query_api', 'cdp_profile_api'],
    aboutScopes:
      'Take out what is not needed: with too many scopes of Data Cloud, token requests are refused. The consumer exchanges the token for one of Data Cloud at /services/a360/token, for which it needs api.',
    aboutFormat: 'The Ingestion API asks for apps that do not issue JWT tokens.',
    assumed: 'that Data Cloud takes the tokens of this flow; its pages recommend the JWT bearer flow',
    source:
      'https://developer.salesforce.com/docs/data/data-cloud-int/guide/c360-a-create-ingestion-api-connected-app.html',
  },
  {
    ...plain('agent-api', 'a program that talks to Agentforce agents by the Agent API'),
    scopes: ['api', 'chatbot_api', 'sfap_api'],
    tokenFormat: 'jwt',
    aboutScopes: 'What the Agent API asks for. Its page lists refresh_token too, which this flow never grants.',
    aboutFormat: 'The Agent API takes JWT tokens only.',
    source: 'https://developer.salesforce.com/docs/einstein/genai/guide/agent-api-get-started.html',
  },
  {
    ...plain('mcp', 'an MCP client of the servers that Salesforce hosts'),
    scopes: ['mcp_api'],
    tokenFormat: 'jwt',
    aboutScopes: 'What the hosted MCP servers ask for, in orgs of API version 66.0 or newer.',
    aboutFormat: 'The hosted MCP servers take JWT tokens only.',
    aboutCallback:
      'Only a client that logs in people needs its own here, such as https://claude.ai/api/mcp/auth_callback.',
    assumed: 'that the servers take the tokens of this flow; what is published has people log in',
    source: 'https://developer.salesforce.com/workshops/try-headless-360/2-create-the-app',
  },
];
