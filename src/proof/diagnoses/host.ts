import type { DiagnosisRow } from '../diagnosis-row.js';
import { HOSTS_PAGE, isAbout, says } from '../diagnosis-symptoms.js';
import { hostKind, wrongHost } from '../../http/hosts.js';

/** Rows about the host that was asked. The more telling come first. */
export const HOST_ROWS: readonly DiagnosisRow[] = [
  {
    id: 'wrong host, by the answer',
    layer: 'host',
    fits: isAbout('wrong-host'),
    evidence: says,
    fix: ({ tokenEndpoint }) =>
      `Use the org's My Domain instead of ${new URL(tokenEndpoint).host}; it looks like https://acme.my.salesforce.com.`,
    docs: HOSTS_PAGE,
  },
  {
    id: 'wrong host, by its name',
    layer: 'host',
    fits: ({ tokenEndpoint }) => wrongHost(tokenEndpoint) !== undefined,
    evidence: (symptom) => `${symptom.tokenEndpoint}: ${wrongHost(symptom.tokenEndpoint) ?? ''}; ${says(symptom)}`,
    fix: () =>
      "Use the org's My Domain, https://DOMAIN.my.salesforce.com or https://DOMAIN--SANDBOX.sandbox.my.salesforce.com.",
    docs: HOSTS_PAGE,
  },
  {
    id: 'answer leads to another host',
    layer: 'host',
    fits: ({ answer }) => answer.kind === 'no-answer' && answer.code === 'FOREIGN_HOST',
    evidence: (symptom) => (symptom.answer.kind === 'no-answer' ? symptom.answer.detail : ''),
    fix: ({ answer }) =>
      (answer.kind === 'no-answer' ? answer.error?.actions.join(' ') : undefined) ??
      'Write the host that the answer names, if it is the one that you mean.',
    docs: HOSTS_PAGE,
  },
  {
    id: 'plain http',
    layer: 'host',
    fits: ({ answer }) => answer.kind === 'no-answer' && answer.code === 'PLAIN_HTTP',
    evidence: says,
    fix: () => 'Write https:// in the URL of the org; plain http is for a local org on this machine.',
    docs: HOSTS_PAGE,
  },
  {
    id: 'host of another org',
    layer: 'host',
    fits: ({ known, answer, tokenEndpoint }) =>
      answer.kind === 'refused' &&
      known.orgUrl !== undefined &&
      ['my-domain', 'loopback'].includes(hostKind(known.orgUrl)) &&
      new URL(known.orgUrl).host !== new URL(tokenEndpoint).host,
    evidence: (symptom) =>
      `the org that you are logged in to is ${symptom.known.orgUrl ?? ''}, and the token was asked for at ${symptom.tokenEndpoint}; ${says(symptom)}`,
    fix: ({ known }) => `Ask ${known.orgUrl ?? "the org's own My Domain"} for the token, or log in to the other org.`,
    docs: HOSTS_PAGE,
  },
];
