import type { DestroyOptions, DestroyPlan, DestroyReport } from '../../verbs/destroy.js';
import { EcaError } from '../../errors.js';
import { counted } from '../../problem.js';
import { asksYes } from '../ask.js';
import { isOn, text, type CommandContext, type Summary } from '../command.js';
import { reportingCommand } from '../environment-command.js';
import { deletionLines, destroyLines } from '../print/deploy.js';
import { orgOf } from '../session.js';
import { shown } from '../print/shown.js';

/** `eca destroy` */
export const destroy = reportingCommand({
  name: 'destroy',
  summary: 'Delete the apps of the config from an org, with all of their parts',
  shared: ['config', 'environment', 'app', 'target-org', 'api-version'],
  flags: {
    'dry-run': { type: 'boolean', describe: 'Stop after the check in the org; delete nothing', default: false },
    yes: { type: 'boolean', describe: 'Do not ask', default: false },
    'yes-org-id': {
      type: 'string',
      describe: 'Id of the production org to delete in, instead of typing it',
      requiresArg: true,
    },
    wait: { type: 'number', describe: 'Minutes to wait for the org', default: 33, requiresArg: true },
  },
  examples: [
    ['eca destroy -o acme-uat --app Billing_Sync', 'Show what goes, ask, and delete one app'],
    ['eca destroy -e uat --yes --json', 'Delete every app of the config without asking'],
    ['eca destroy -e production --yes-org-id 00D5g000001ABCDEFG', 'In production the id of the org is the answer'],
  ],
  changes: ({ 'dry-run': isDryRun }) => isDryRun !== true,
  async inEnvironment(context, { loaded, work }) {
    const org = await orgOf(context, work, loaded.config);
    const verb = await import('../../verbs/destroy.js');
    const { flags, style, print } = context;
    const report = await verb.destroy(org, loaded.config, work, {
      dryRun: isOn(flags, 'dry-run'),
      onPlan: (plan) => {
        for (const line of deletionLines(shown(plan), style)) print(line);
      },
      confirm: confirmWith(context),
    });
    const lines = destroyLines(shown(report), style);
    return { result: report, lines, summary: summaryOf(report) };
  },
});

function summaryOf({ deleted, deploy }: DestroyReport): Summary {
  const changed = deleted.map((part) => ({ action: 'delete' as const, ...part }));
  return { changes: deleted.length, changed, deploy };
}

/** The flags answer first; else the terminal is asked. Without one there is no answer, and nothing is deleted. */
function confirmWith({ io, flags }: CommandContext): DestroyOptions['confirm'] {
  return async (plan) => {
    const orgId = text(flags, 'yes-org-id');
    if (orgId !== undefined) return orgId;
    if (isOn(flags, 'yes') && !plan.needsOrgId) return true;
    const { ask } = io;
    if (ask === undefined || isOn(flags, 'json')) throw noTerminal(plan);
    if (!plan.needsOrgId) return asksYes(ask, 'Delete all of this?');
    return ask(`This org is production. Type its id (${plan.org.orgId.slice(0, 5)}…) to delete all of this: `);
  };
}

function noTerminal({ org, needsOrgId, deleted }: DestroyPlan): EcaError {
  return new EcaError({
    name: 'NotConfirmedError',
    message: `${counted(deleted.length, 'component')} would be deleted in "${org.target}", and there is no terminal to ask on.`,
    actions: [
      needsOrgId
        ? `This org is production: pass --yes-org-id ${org.orgId}, once you are sure.`
        : 'Pass --yes to delete without being asked, or --dry-run to let the org check it.',
    ],
  });
}
