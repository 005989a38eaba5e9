import type { Run } from '../../../src/report/run.js';
import { mappedTexts } from '../../../src/page/mapped-texts.js';
import { twentyOrgs } from './twenty-orgs.js';

/** A mark by which the parts that somebody else said are found again. */
export const MARK = 'zqx';

/** What somebody could call an org, a user or an app to be obeyed by whoever reads a report. */
const HOSTILE =
  `${MARK}<script>alert(1)</script><img src=x onerror=alert(1)>"'</td></title></style></script>]]>&amp;&#60;` +
  '\n::error::obey\n##vso[task.complete]##[error]x %0A::warning::y\r\n```\n# Heading\n- item\n| a | b |\n</details>' +
  '[link](javascript:alert(1)) ![i](https://evil.example/i.png) https://evil.example www.evil.example @everyone #1 :tada:' +
  ' <!-- --> ${x} {{y}} $$z$$ \u0000\u0007\u001b[31m\u202e\u200b\ufffe\ud800 ` `` ~~~ __b__ **c** end; %%{init}%% \\';

/** Keys whose values are words of ours, or decide what is done. */
const OWN: readonly string[] = [
  'status',
  'system',
  'level',
  'action',
  'format',
  'tokenFormat',
  'started',
  'ended',
  'issued',
];

/** A run in which every text that is not a word of ours is hostile, and every part is there. */
export function hostileRun(): Run {
  const [first, second, third] = twentyOrgs().environments.slice(0, 3);
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('Three environments are needed.');
  const run: Run = {
    ...twentyOrgs(),
    environments: [
      {
        ...first,
        findings: [
          { name: 'session', level: 'blocker', detail: 'x', action: 'y' },
          { name: 'licence', app: 'A', level: 'unknown', detail: 'x' },
          { name: 'user', level: 'warning', detail: 'x', action: 'y' },
        ],
      },
      { ...second, error: { name: 'x', message: 'y', actions: ['z'] }, apps: third.apps },
      {
        ...third,
        of: { file: 'x', tool: twentyOrgs().tool, verb: 'x', started: first.started ?? '', ci: twentyOrgs().ci },
      },
    ],
    problems: [{ file: 'x', level: 'error', message: 'y' }],
  };
  return hostileBelow(run, '') as Run;
}

function hostileBelow(value: unknown, key: string): unknown {
  if (typeof value === 'string') return OWN.includes(key) || value === 'eca-as-code' ? value : HOSTILE;
  if (Array.isArray(value)) return value.map((each) => hostileBelow(each, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hostileBelow(inner, name)]));
}

/** The same run with plain words in the places of the hostile ones. */
export function plainRun(): Run {
  return mappedTexts(hostileRun(), (text) => (text.includes(MARK) ? 'plain' : text));
}
