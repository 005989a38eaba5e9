import type { Command } from '../../command.js';

/** `eca local-org assumptions` */
export const localOrgAssumptions: Command = {
  name: 'local-org assumptions',
  summary: 'List what the local org assumes about Salesforce without being certain',
  shared: [],
  examples: [
    ['eca local-org assumptions', 'Each name with its values, the default first'],
    ['eca local-org start --assume usage-lists=all', 'Start a local org that assumes otherwise'],
  ],
  async run({ style }) {
    const { ASSUMPTIONS } = await import('../../../local-org/index.js');
    const lines = ASSUMPTIONS.flatMap(({ name, default: standard, values, meaning, topic }) => [
      `${style.bold(name)}=${[standard, ...values.filter((value) => value !== standard)].join('|')}`,
      `  ${meaning}`,
      `  ${style.dim(topic)}`,
    ]);
    return { result: { assumptions: ASSUMPTIONS }, lines };
  },
};
