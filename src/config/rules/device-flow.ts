import { type AppRule, type RuleProblem, problem } from './rule.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const SWITCH = ['fields', GLOBAL, 'isDeviceFlowEnabled'];
const OTHER_FLOWS = ['isCodeCredFlowEnabled', 'isTokenExchangeEnabled'] as const;

function isLocal(url: string): boolean {
  return URL.canParse(url) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}

/** In a local app the device flow stands alone, and leads back to the machine of the device. */
export const deviceFlow: AppRule = {
  name: 'device-flow',
  reads: ['fields', 'clientCredentials', 'callbackUrls', 'distribution'],
  check: ({ fields, clientCredentials, callbackUrls, distribution }) => {
    const settings = fields?.[GLOBAL];
    if (settings?.isDeviceFlowEnabled !== true || distribution === 'Packaged') return [];
    const findings: RuleProblem[] = [];
    const message = 'The device flow takes no other flow beside it in a local app, and this app has';
    if (clientCredentials !== false) {
      const action = 'Write "clientCredentials: false", or make two apps.';
      findings.push(problem(SWITCH, `${message} the client credentials flow.`, action));
    }
    for (const flow of OTHER_FLOWS.filter((name) => settings[name] === true)) {
      findings.push(
        problem(['fields', GLOBAL, flow], `${message} ${flow}.`, 'Turn one of them off, or make two apps.'),
      );
    }
    if (!(callbackUrls ?? []).some(isLocal)) {
      const action = 'Add one to callbackUrls, such as http://localhost:1717/OauthRedirect.';
      findings.push(problem(SWITCH, 'The device flow needs a callback URL on localhost.', action));
    }
    return findings;
  },
};
