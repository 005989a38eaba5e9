import { type ConfigPath, show } from '../../problem.js';
import { type AppRule, type RuleProblem, problem, warning } from './rule.js';

/** Schemes that run or open something instead of leading back to an app. */
const FORBIDDEN = ['javascript:', 'data:', 'file:', 'vbscript:', 'blob:', 'about:'];
const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

function parse(text: string): URL | undefined {
  return /\s/.test(text) || !URL.canParse(text) ? undefined : new URL(text);
}

function checkCallback(text: string, path: ConfigPath): RuleProblem[] {
  const url = parse(text);
  if (url === undefined) {
    return [
      problem(
        path,
        `${show(text)} is not a URL.`,
        'Write one URL for each entry, such as https://acme.example/callback.',
      ),
    ];
  }
  if (text.includes('#')) return [problem(path, `${show(text)} has a fragment.`, 'Remove "#" and what follows.')];
  if (FORBIDDEN.includes(url.protocol)) {
    return [problem(path, `A callback URL cannot begin with ${url.protocol}`, 'Use https or the scheme of your app.')];
  }
  if (url.protocol !== 'http:') return [];
  if (LOCAL_HOSTS.includes(url.hostname)) {
    return [warning(path, `${show(text)} is not encrypted.`, 'Keep it for development only; use https elsewhere.')];
  }
  return [problem(path, `${show(text)} is not encrypted.`, 'Use https.')];
}

function checkHttps(text: string | undefined, path: ConfigPath): RuleProblem[] {
  if (text === undefined || parse(text)?.protocol === 'https:') return [];
  return [problem(path, `${show(text)} is not an https URL.`, 'Write a URL that begins with https://.')];
}

/** Callback URLs lead back over https, or into an app by its own scheme. */
export const callbackUrls: AppRule = {
  name: 'callback-urls',
  reads: ['callbackUrls'],
  check: (app) => {
    if (app.callbackUrls?.length === 0) {
      const action = 'Remove the key to take the default, or name a URL.';
      return [problem(['callbackUrls'], 'Salesforce demands a callback URL, also of an app that uses none.', action)];
    }
    return (app.callbackUrls ?? []).flatMap((url, index) => checkCallback(url, ['callbackUrls', index]));
  },
};

/** Addresses of pictures are https. */
export const imageUrls: AppRule = {
  name: 'image-urls',
  reads: ['iconUrl', 'logoUrl'],
  check: ({ iconUrl, logoUrl }) => [...checkHttps(iconUrl, ['iconUrl']), ...checkHttps(logoUrl, ['logoUrl'])],
};

/** Callouts carry the token, so they go over https; only the local org has none. */
export const namedCredentialUrl: AppRule = {
  name: 'named-credential-url',
  reads: ['namedCredential'],
  check: ({ namedCredential }) => {
    const path = ['namedCredential', 'url'];
    const url = parse(namedCredential?.url ?? '');
    if (url?.protocol !== 'http:' || !LOCAL_HOSTS.includes(url.hostname)) return checkHttps(namedCredential?.url, path);
    return [warning(path, `${show(url.href)} is this machine, not encrypted.`, 'Keep it for the local org only.')];
  },
};
