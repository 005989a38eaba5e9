import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Runs before any test module is imported: @salesforce/core reads HOME and these switches at import.
// One home folder per test process keeps the real one untouched.
process.env.HOME = mkdtempSync(join(tmpdir(), 'eca-test-home-'));
process.env.USERPROFILE = process.env.HOME;
process.env.CI = 'true';
process.env.NO_COLOR = '1';
process.env.SF_USE_GENERIC_UNIX_KEYCHAIN = 'true';
process.env.SF_DISABLE_LOG_FILE = 'true';
process.env.SF_DISABLE_TELEMETRY = 'true';
process.env.SF_DISABLE_AUTOUPDATE = 'true';
process.env.SF_SKIP_NEW_VERSION_CHECK = 'true';
process.env.HTTP_TIMEOUT = '20000';
const proxies = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
const inherited = Object.keys(process.env).filter((name) =>
  /^(ECA_(INSTANCE_URL|JWT_)|SF_ACCESS_TOKEN|SFDX_AUTH_URL|CLIENT_(ID|SECRET)|EXTERNAL_CLIENT)/.test(name),
);
for (const name of [...proxies, ...inherited]) Reflect.deleteProperty(process.env, name);
