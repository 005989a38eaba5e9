import { REJECTION_CAUSES } from '../../src/deployment/rejection.js';
import { CHECK_ROWS, FOREIGN_ROWS, type CheckRow } from '../../src/proof/check-diagnosis.js';
import { diagnose, type Diagnosis, type Symptom } from '../../src/proof/diagnosis.js';
import { DIAGNOSES } from '../../src/proof/diagnosis-table.js';
import { causeInWords, LOGIN_ADVICE, type LoginCause } from '../../src/refresh/login-cause.js';
import { STORIES } from '../../test/unit/proof/symptoms.js';

const HEAD = `<!-- Made from src/proof/diagnosis-table.ts and its kin by "npm run generate". Change the rows there, not this page. -->

# Troubleshooting, by what you see

\`eca verify -e uat\` finds the cause by itself, asks the org about look-alikes, and names the fix
([how it tells them apart](diagnosis.md)); \`eca doctor -e uat\` looks before anything is deployed. This page is for those who
have only the words of an error: find them in the first table, and go on from there. An error of \`eca\` itself has its name in
[the list of errors](errors.md).
`;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
const anchor = (id: string): string =>
  id
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');

/** What a person sees of a symptom: the code and the sentence of the org, or the code of a failed connection. */
function seen({ answer }: Symptom): string {
  if (answer.kind === 'no-answer') return `no answer: ${answer.detail}`;
  return [answer.error, answer.description].filter((part) => part !== '').join(': ');
}

/** One row of the diagnosis table with the stories that it explains. */
interface Entry {
  readonly id: string;
  readonly seen: readonly string[];
  readonly diagnosis: Diagnosis;
}

function entryOf(id: string): Entry {
  const symptoms = STORIES[id]?.symptoms;
  if (symptoms === undefined) throw new Error(`The row "${id}" has no story.`);
  return { id, seen: [...new Set(symptoms.map(seen))], diagnosis: diagnose(symptoms[0]) };
}

function entryText({ id, diagnosis }: Entry): string {
  const { layer, evidence, fix, command, configPath, docs } = diagnosis;
  const lines = [
    `- Told by, for example: ${evidence}.`,
    `- Fix: ${fix}`,
    ...(command === undefined ? [] : [`- Command: \`${command}\``]),
    ...(configPath === undefined ? [] : [`- Config key: \`${configPath}\``]),
    `- As JSON: \`layer\` is \`${layer}\`, \`reason\` is \`${id}\``,
    `- More: <${docs}>`,
  ];
  return `### ${id.charAt(0).toUpperCase()}${id.slice(1)}\n\n${lines.join('\n')}\n`;
}

/** Words that no org has said yet: the stories of rows that fit what is unknown. */
const MADE_UP = /something new|brand_new/;

/** Which rows each thing that is seen can lead to, the words in the order of the alphabet. */
function index(entries: readonly Entry[]): string {
  const words = [...new Set(entries.flatMap((entry) => entry.seen))]
    .filter((word) => !MADE_UP.test(word))
    .sort((one, other) => one.localeCompare(other, 'en'));
  const rows = words.map((word) => {
    const causes = entries.filter((entry) => entry.seen.includes(word));
    return [`\`${word}\``, causes.map(({ id }) => `[${id}](#${anchor(id)})`).join('; ')];
  });
  return table(['what the org or the connection says', 'what it can be'], rows);
}

function checks(): string {
  const rows = (from: Readonly<Record<string, CheckRow>>): readonly (readonly string[])[] =>
    Object.entries(from).map(([name, { layer, fix, key = '' }]) => [
      `\`${name}\``,
      fix,
      key === '' ? '' : `\`${key}\``,
      `\`${layer}\``,
    ]);
  return table(
    ['check, and its symptom', 'fix', 'key of the app', 'layer'],
    [...rows(CHECK_ROWS), ...rows(FOREIGN_ROWS)],
  );
}

/** A pattern as a person reads it: alternatives apart, gaps as an ellipsis. */
function wordsOf({ source }: RegExp): string {
  const flat = source.replace(/\(\?:([^)]*)\)/g, (_, inside: string) => inside.replaceAll('|', '/'));
  const parts = flat.split('|').map((part) => part.replaceAll('.*', '… ').replaceAll(' ?', ' '));
  return parts.map((part) => `\`${part}\``).join(' or ');
}

function rejections(): string {
  const rows = REJECTION_CAUSES.map(({ says, action, key }) => [
    wordsOf(says),
    action,
    key === undefined ? '' : `\`${key}\``,
  ]);
  return table(['the org says of a component', 'fix', 'key of the app'], rows);
}

function logins(): string {
  const causes = Object.entries(LOGIN_ADVICE) as readonly (readonly [LoginCause, string])[];
  const rows = causes.map(([cause, advice]) => [`${causeInWords(cause)} (\`${cause}\`)`, advice]);
  return table(['why the login fails', 'fix'], rows);
}

/** Writes docs/troubleshooting.md, not formatted yet. */
export function troubleshootingPage(): string {
  const entries = DIAGNOSES.map(({ id }) => entryOf(id));
  return [
    HEAD,
    '## A token request is refused, or gets no answer\n',
    index(entries),
    '',
    ...entries.map(entryText),
    '## The token comes, and a check fails\n',
    checks(),
    '\n## The org rejects a deploy\n',
    '`DeployFailedError` lists each component with what the org says of it.\n',
    rejections(),
    '\n## No login works after a refresh\n',
    '`NoLoginError` tells of each attempt why it cannot work ([the ways in](refresh.md)).\n',
    logins(),
    '',
  ].join('\n');
}
