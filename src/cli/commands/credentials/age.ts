import { EXIT } from '../../../errors.js';
import type { CredentialsAge } from '../../../verbs/credentials.js';
import type { Style } from '../../style.js';
import type { Command } from '../../command.js';
import { ACCESS_FLAG, CREDENTIALS_SHARED, credentialsSession } from './shared.js';

/** `eca credentials age` */
export const credentialsAge: Command = {
  name: 'credentials age',
  summary: 'Tell how old key and secret of each app are',
  shared: CREDENTIALS_SHARED,
  flags: {
    'max-days': {
      type: 'number',
      describe: 'Exit with 1 when a pair is older, or when an old or staged pair ends within 7 days',
      requiresArg: true,
    },
    ...ACCESS_FLAG,
  },
  examples: [
    ['eca credentials age -e uat', 'Tell the age'],
    ['eca credentials age -e uat --max-days 90', 'Fail in a pipeline when it is time to rotate'],
  ],
  async run(context) {
    const { org, config, work, options } = await credentialsSession(context);
    const verb = await import('../../../verbs/credentials.js');
    const given = context.flags['max-days'];
    const maxDays = typeof given === 'number' ? given : undefined;
    const ages = await verb.credentialsAge(org, config, work, { ...options, maxDays });
    const isDue = ages.some(({ due = [] }) => due.length > 0);
    return {
      result: ages,
      lines: ages.flatMap((age) => linesOf(age, context.style)),
      exitCode: isDue ? EXIT.failed : EXIT.done,
    };
  },
};

function linesOf(age: CredentialsAge, style: Style): readonly string[] {
  const { app, days, since, from, oldPairExpires, stagedPairExpires, due = [] } = age;
  const slot = [
    ...(oldPairExpires === undefined ? [] : [`; the pair before counts until ${oldPairExpires}`]),
    ...(stagedPairExpires === undefined ? [] : [`; a staged pair waits until ${stagedPairExpires}`]),
  ];
  const name = due.length > 0 ? style.bad(app) : app;
  return [`${name}: ${days} days, since ${since} (${from})${slot.join('')}`, ...due.map((line) => `  ${line}`)];
}
