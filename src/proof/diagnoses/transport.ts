import type { DiagnosisRow } from '../diagnosis-row.js';
import { deployCommand, ERRORS_PAGE, FLOW_PAGE, HOSTS_PAGE, isAbout, PROXY_PAGE, says } from '../diagnosis-symptoms.js';
import type { Route } from '../../http/failure.js';
import type { NoAnswer } from '../../oauth/transport.js';
import type { Symptom } from '../diagnosis.js';
import { hostKind } from '../../http/hosts.js';

/** Fits a request that got no answer at all. */
const failed =
  (fits: (answer: NoAnswer) => boolean) =>
  ({ answer }: Symptom): boolean =>
    answer.kind === 'no-answer' && answer.code !== 'UNREADABLE' && answer.code !== 'TOKEN_TYPE' && fits(answer);
const routeOf = ({ answer }: Symptom): Route => (answer.kind === 'no-answer' ? (answer.route ?? {}) : {});

const NO_DPOP =
  'A DPoP token is bound to a key of the client, which consumers of a bearer token do not have: switch isDPopEnabled of ExtlClntAppGlobalOauthSettings off, and deploy.';

/** Rows about what lies between this machine and the org. The more telling come first. */
export const TRANSPORT_ROWS: readonly DiagnosisRow[] = [
  {
    id: 'token is no bearer token',
    layer: 'token-format',
    fits: ({ answer }) => answer.kind === 'no-answer' && answer.code === 'TOKEN_TYPE',
    evidence: ({ answer }) => (answer.kind === 'no-answer' ? answer.detail : ''),
    fix: () => NO_DPOP,
    command: deployCommand,
    configPath: ({ app }) => `apps.${app}.fields`,
    docs: FLOW_PAGE,
  },
  {
    id: 'app asks for a DPoP proof',
    layer: 'token-format',
    fits: isAbout('proof-wanted'),
    evidence: says,
    fix: () => NO_DPOP,
    command: deployCommand,
    configPath: ({ app }) => `apps.${app}.fields`,
    docs: FLOW_PAGE,
  },
  {
    id: 'clock or certificate is out of date',
    layer: 'transport',
    fits: ({ answer }) => answer.kind === 'no-answer' && /CERT_(?:NOT_YET_VALID|HAS_EXPIRED)/.test(answer.code),
    evidence: (symptom) => `${says(symptom)}; a machine whose clock is wrong sees a good certificate so too`,
    fix: () =>
      "Compare this machine's date and time with the real ones first; if they are right, a proxy's certificate is out of date.",
    docs: 'https://nodejs.org/api/cli.html#node_extra_ca_certsfile',
  },
  {
    id: 'port does not speak TLS',
    layer: 'transport',
    fits: ({ answer }) => answer.kind === 'no-answer' && answer.code === 'NO_TLS',
    evidence: says,
    fix: () => 'Something else than the org answers there: check host and port of My Domain, and a proxy in between.',
    docs: HOSTS_PAGE,
  },
  {
    id: 'certificate is not trusted',
    layer: 'transport',
    fits: ({ answer }) => answer.kind === 'no-answer' && /CERT|SIGNATURE|SSL|TLS/.test(answer.code),
    evidence: says,
    fix: () =>
      "A proxy or a wrong host answered with its own certificate. Trust the proxy's authority through NODE_EXTRA_CA_CERTS, or correct the host.",
    docs: 'https://nodejs.org/api/cli.html#node_extra_ca_certsfile',
  },
  {
    id: 'proxy wants a login',
    layer: 'transport',
    fits: ({ answer }) => answer.kind === 'no-answer' && /\b407\b|proxy authentication required/i.test(answer.detail),
    evidence: says,
    fix: () =>
      'Put user and password of the proxy into HTTPS_PROXY, http://USER:PASSWORD@HOST:PORT, or have the org let through.',
    docs: PROXY_PAGE,
  },
  {
    id: 'proxy is not used',
    layer: 'transport',
    fits: failed(({ route }) => route?.keptBy !== undefined),
    evidence: (symptom) =>
      `${says(symptom)}; ${routeOf(symptom).variable ?? ''} names a proxy, and ${routeOf(symptom).keptBy ?? ''} keeps the host of the org from it`,
    fix: (symptom) =>
      `Take the host out of ${routeOf(symptom).keptBy ?? 'NO_PROXY'} if it is reached through the proxy only; else check the host name and the network.`,
    docs: PROXY_PAGE,
  },
  {
    id: 'proxy does not let through',
    layer: 'transport',
    fits: failed(({ route }) => route?.proxy !== undefined),
    evidence: (symptom) =>
      `${says(symptom)}; it was asked through the proxy ${routeOf(symptom).proxy ?? ''}, which ${routeOf(symptom).variable ?? ''} names`,
    fix: () => 'Check that the proxy runs and lets the host of the org through, or except the host by NO_PROXY.',
    docs: PROXY_PAGE,
  },
  {
    id: 'answer is not what a token endpoint gives',
    layer: 'transport',
    fits: ({ answer }) => answer.kind === 'no-answer' && answer.code === 'UNREADABLE',
    evidence: (symptom) =>
      `${says(symptom)}${hostKind(symptom.tokenEndpoint) === 'other' ? '; the host is no My Domain of Salesforce' : ''}`,
    fix: () => 'Something other than the org answered: check the host, and any proxy between.',
    docs: HOSTS_PAGE,
  },
  {
    id: 'host does not answer',
    layer: 'transport',
    fits: ({ answer }) => answer.kind === 'no-answer',
    evidence: says,
    fix: ({ answer }) =>
      answer.kind === 'no-answer' && answer.code === 'DEADLINE'
        ? 'Give the run more minutes with --wait, and check that the org answers at all.'
        : 'Check the host name, the network and any proxy.',
    docs: HOSTS_PAGE,
  },
  {
    id: 'anything else',
    layer: 'unknown',
    fits: () => true,
    evidence: says,
    fix: () => "Look up the error on Salesforce's page, and the login history of the run-as user.",
    docs: ERRORS_PAGE,
  },
];
