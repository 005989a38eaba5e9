const NAMES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/**
 * Names the environment variables that name a proxy while Node.js, which uses them for token requests only on demand, was
 * not told to.
 *
 * @see https://nodejs.org/api/cli.html#node_use_env_proxy1
 */
export function unusedProxies(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  if (env.NODE_USE_ENV_PROXY === '1') return [];
  return NAMES.filter((name) => (env[name] ?? '') !== '');
}
