import type { Command } from './command.js';
import { credentialsAge } from './commands/credentials/age.js';
import { credentialsRevoke } from './commands/credentials/revoke.js';
import { credentialsRotate } from './commands/credentials/rotate.js';
import { credentialsShow } from './commands/credentials/show.js';
import { credentialsStore } from './commands/credentials/store.js';
import { demo } from './commands/demo.js';
import { deploy } from './commands/deploy/deploy.js';
import { deployResume } from './commands/deploy/resume.js';
import { destroy } from './commands/destroy.js';
import { doctor } from './commands/doctor.js';
import { fields } from './commands/fields.js';
import { generate } from './commands/generate.js';
import { localOrgAssumptions } from './commands/local-org/assumptions.js';
import { localOrgRefresh } from './commands/local-org/refresh.js';
import { localOrgStart } from './commands/local-org/start.js';
import { plan } from './commands/plan.js';
import { query } from './commands/query.js';
import { refresh } from './commands/refresh.js';
import { request } from './commands/request.js';
import { schema } from './commands/schema.js';
import { token } from './commands/token.js';
import { validate } from './commands/validate.js';
import { verify } from './commands/verify.js';

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [
  validate,
  generate,
  plan,
  deploy,
  deployResume,
  doctor,
  destroy,
  verify,
  refresh,
  credentialsShow,
  credentialsStore,
  credentialsRotate,
  credentialsRevoke,
  credentialsAge,
  token,
  request,
  query,
  schema,
  fields,
  localOrgStart,
  localOrgRefresh,
  localOrgAssumptions,
  demo,
];

/** First words that several commands share, with what they are about. */
export const GROUPS: Readonly<Record<string, string>> = {
  credentials: 'Key and secret of the apps: show, store, rotate, revoke, age',
  'local-org': 'A stand-in Salesforce org on this machine, for development, CI and demos',
};
