import { counted } from '../../../problem.js';
import { judgeAges } from '../../../runs/judge.js';
import type { CredentialsAge } from '../../../verbs/credentials.js';
import type { Style } from '../../style.js';
import { environmentCommand } from '../../environment-command.js';
import { ACCESS_FLAG, CREDENTIALS_SHARED, credentialsSession } from './shared.js';

/** `eca credentials age` */
export const credentialsAge = environmentCommand({
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
    ['eca credentials age --all --max-days 90', 'Tell of every environment what is due'],
    ['eca credentials age -e uat --max-days 90', 'Fail in a pipeline when it is time to rotate'],
  ],
  async inEnvironment(context, session) {
    const { org, config, work, options } = await credentialsSession(context, session);
    const verb = await import('../../../verbs/credentials.js');
    const given = context.flags['max-days'];
    const maxDays = typeof given === 'number' ? given : undefined;
    const ages = await verb.credentialsAge(org, config, work, { ...options, maxDays });
    return { result: ages, lines: ages.flatMap((age) => linesOf(age, context.style)), ...judgeAges(ages) };
  },
});

function linesOf(age: CredentialsAge, style: Style): readonly string[] {
  const { app, days, since, from, oldPairExpires, stagedPairExpires, unfinishedRotation, due = [] } = age;
  const slot = [
    ...(oldPairExpires === undefined ? [] : [`; the pair before counts until ${oldPairExpires}`]),
    ...(stagedPairExpires === undefined ? [] : [`; a staged pair waits until ${stagedPairExpires}`]),
    ...(unfinishedRotation === undefined ? [] : [`; the rotation of ${unfinishedRotation} is not finished`]),
  ];
  const name = due.length > 0 ? style.bad(app) : app;
  return [
    `${name}: ${counted(days, 'day')}, since ${since} (${from})${slot.join('')}`,
    ...due.map((line) => `  ${line}`),
  ];
}
