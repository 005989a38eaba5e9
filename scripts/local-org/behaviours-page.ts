import { BEHAVIOURS } from '../../src/local-org/behaviours.js';
import { SOURCES } from '../../src/local-org/state/evidence.js';

const INTRODUCTION = `# What the local org does, and how sure that is

Made by \`npm run generate\` from what the code of the [local org](local-org.md) says of itself: every endpoint, operation, grant, object, rule, assumption and fault, and what is refused. Nobody writes here.

_Certain_: published by Salesforce, or recorded. _Reported_: practitioners saw it. _Assumed_: the local org had to decide. _Assumption_: it can be [turned around](local-org.md#assumptions).
Two marks with a slash belong to the two halves of a sentence. A test is \`FILE: TITLE\`, in \`test/integration/local-org\` or \`test/unit/local-org\`; \`recorded: NAME\` is a row of \`test/fixtures/local-org/recorded-shapes.yaml\`.
No mark says that a real org of yours does the same.
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The page of what the local org does. */
export function behavioursPage(): string {
  const sources = Object.entries(SOURCES).map(([name, meaning]) => `- _${name}_: ${meaning}`);
  const groups = BEHAVIOURS.map(({ title, behaviours }) => {
    const rows = behaviours.map(
      ({ behaviour, mark, sources: from, test }) =>
        `| ${cell(behaviour)} | ${mark} | ${from.join(', ')} | ${cell(test)} |`,
    );
    return [`## ${title}`, '', '| behaviour | mark | source | test |', '| --- | --- | --- | --- |', ...rows, ''].join(
      '\n',
    );
  });
  return [INTRODUCTION, 'Sources:', '', ...sources, '', ...groups].join('\n');
}
