import { EXIT } from '../../../errors.js';
import type { Command } from '../../command.js';
import { ACCESS_FLAG, CREDENTIALS_SHARED, credentialsSession } from './shared.js';

/** `eca credentials age` */
export const credentialsAge: Command = {
  name: 'credentials age',
  summary: 'Tell how old key and secret of each app are',
  shared: CREDENTIALS_SHARED,
  flags: {
    'max-days': { type: 'number', describe: 'Exit with 1 when a pair is older', requiresArg: true },
    ...ACCESS_FLAG,
  },
  examples: [
    ['eca credentials age -e uat', 'Tell the age'],
    ['eca credentials age -e uat --max-days 90', 'Fail in a pipeline when it is time to rotate'],
  ],
  async run(context) {
    const { org, config, work, options } = await credentialsSession(context);
    const verb = await import('../../../verbs/credentials.js');
    const ages = await verb.credentialsAge(org, config, work, options);
    const limit = typeof context.flags['max-days'] === 'number' ? context.flags['max-days'] : Number.POSITIVE_INFINITY;
    const isOld = (days: number): boolean => days > limit;
    const lines = ages.map(
      ({ app, days, since, from, oldPairExpires }) =>
        `${isOld(days) ? context.style.bad(app) : app}: ${days} days, since ${since} (${from})${oldPairExpires === undefined ? '' : `; the pair before counts until ${oldPairExpires}`}`,
    );
    return { result: ages, lines, exitCode: ages.some(({ days }) => isOld(days)) ? EXIT.failed : EXIT.done };
  },
};
