import { askedIds, type DestroyOptions, type DestroyPlan, type DestroyReport } from '../../verbs/destroy.js';
import { EcaError } from '../../errors.js';
import { counted } from '../../problem.js';
import { asksYes } from '../ask.js';
import type { Summary } from '../../runs/outcome.js';
import { isOn, texts, type CommandContext } from '../command.js';
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
    'with-named-credentials': {
      type: 'boolean',
      describe: 'Delete what namedCredential made too: its credentials, and the access of permission sets to them',
      default: false,
    },
    yes: { type: 'boolean', describe: 'Do not ask', default: false },
    'yes-org-id': {
      type: 'string',
      array: true,
      describe: 'Id of a production org to delete in, instead of typing it (repeatable)',
      requiresArg: true,
    },
    wait: { type: 'number', describe: 'Minutes to wait for the org', default: 33, requiresArg: true },
  },
  examples: [
    ['eca destroy -o acme-uat --app Billing_Sync', 'Show what goes, ask, and delete one app'],
    ['eca destroy -e uat --yes --json', 'Delete every app of the config without asking'],
    ['eca destroy -e uat --with-named-credentials', 'With what calls the apps, here or in the calling org'],
    ['eca destroy -e production --yes-org-id 00D5g000001ABCDEFG', 'In production the id of the org is the answer'],
  ],
  changes: ({ 'dry-run': isDryRun }) => isDryRun !== true,
  async inEnvironment(context, { loaded, work }) {
    const org = await orgOf(context, work, loaded.config);
    const verb = await import('../../verbs/destroy.js');
    const { flags, style, print } = context;
    const report = await verb.destroy(org, loaded.config, work, {
      dryRun: isOn(flags, 'dry-run'),
      withNamedCredentials: isOn(flags, 'with-named-credentials'),
      onPlan: (plan) => {
        for (const line of deletionLines(shown(plan), style)) print(line);
      },
      confirm: confirmWith(context),
    });
    const lines = destroyLines(shown(report), style);
    return { result: report, lines, summary: summaryOf(report) };
  },
});

function summaryOf(report: DestroyReport): Summary {
  const changed = changedBy(report);
  return { changes: changed.length, changed, deploy: report.deploy };
}

/** Components that go, or lose something, there and in the orgs that call the apps. */
function changedBy({ deleted, consumers = [] }: Pick<DestroyPlan, 'deleted' | 'consumers'>) {
  const action = 'delete' as const;
  return [
    ...deleted.map((part) => ({ action, ...part })),
    ...consumers.flatMap(({ org, deleted: parts, changes }) => [
      ...parts.map((part) => ({ action, ...part, org })),
      ...changes.map((change) => ({ ...change, org })),
    ]),
  ];
}

/** The flags answer first; else the terminal is asked. Without one there is no answer, and nothing is deleted. */
function confirmWith({ io, flags }: CommandContext): DestroyOptions['confirm'] {
  return async (plan) => {
    const ids = texts(flags, 'yes-org-id');
    if (ids !== undefined) return ids;
    const { production } = plan;
    if (isOn(flags, 'yes') && production.length === 0) return true;
    const { ask } = io;
    if (ask === undefined || isOn(flags, 'json')) throw noTerminal(plan);
    if (production.length === 0) return asksYes(ask, 'Delete all of this?');
    const typed: string[] = [];
    for (const { target, orgId } of production) {
      typed.push(await ask(`${target} is production. Type its id (${orgId.slice(0, 5)}…) to delete all of this: `));
    }
    return typed;
  };
}

function noTerminal(plan: DestroyPlan): EcaError {
  const { org, production } = plan;
  return new EcaError({
    name: 'NotConfirmedError',
    message: `${counted(changedBy(plan).length, 'component')} would be deleted in "${org.target}", and there is no terminal to ask on.`,
    actions: [
      production.length > 0
        ? askedIds(plan)
        : 'Pass --yes to delete without being asked, or --dry-run to let the org check it.',
    ],
  });
}
