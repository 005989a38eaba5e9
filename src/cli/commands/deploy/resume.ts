import { text } from '../../command.js';
import { reportingCommand } from '../../environment-command.js';
import { DEPLOY_FLAGS, runDeploy } from './deploy.js';

/** `eca deploy resume` */
export const deployResume = reportingCommand({
  name: 'deploy resume',
  summary: 'Go on with a deploy that still ran when its command ended: wait for it, then prove the apps',
  shared: ['config', 'environment', 'app', 'target-org', 'api-version'],
  positionals: {
    id: { type: 'string', describe: 'Id of the deploy (0Af…). Default: the latest that the journal in .eca knows' },
  },
  flags: DEPLOY_FLAGS,
  examples: [
    ['eca deploy resume -e uat', 'Go on with the latest deploy to the environment uat'],
    ['eca deploy resume 0Af5g00000ABCDEFGH -o acme-uat', 'Go on with this deploy'],
  ],
  changes: () => true,
  inEnvironment: (context, session) =>
    runDeploy(context, session, (verb, { org, config, work, options }) => {
      const id = text(context.flags, 'id');
      return verb.resume(org, config, work, { ...options, id });
    }),
});
