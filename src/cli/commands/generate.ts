import { resolve } from 'node:path';
import type { GenerateReport } from '../../verbs/generate.js';
import { EcaError, EXIT } from '../../errors.js';
import { isOn, text, type Command } from '../command.js';
import { configOf } from '../session.js';
import type { Style } from '../style.js';

/** `eca generate` */
export const generate: Command = {
  name: 'generate',
  summary: 'Write the metadata source and the manifest of the config',
  shared: ['config', 'environment', 'app', 'api-version'],
  flags: {
    check: { type: 'boolean', describe: 'Write nothing; exit with 2 when a file would change', default: false },
    'output-dir': {
      type: 'string',
      describe: 'Folder to write to. Default: the folder of the config',
      requiresArg: true,
    },
  },
  examples: [
    ['eca generate', 'Write force-app and manifest/package.xml'],
    ['eca generate --check', 'Fail with 2 when the source is not what the config says'],
    ['eca generate -e uat --output-dir build/uat', 'Write the source of the environment uat somewhere else'],
  ],
  async run(context) {
    const { io, flags, style } = context;
    const outputDir = text(flags, 'output-dir');
    const environment = text(flags, 'environment');
    if (environment !== undefined && outputDir === undefined) {
      throw new EcaError({
        name: 'UsageError',
        message: `The source of the environment "${environment}" must not replace that of the base config.`,
        actions: ['Name another folder with --output-dir.'],
      });
    }
    const { config, source } = await configOf(context);
    const verb = await import('../../verbs/generate.js');
    const check = isOn(flags, 'check');
    const report = await verb.generate({
      config,
      root: source.root,
      check,
      ...(outputDir === undefined ? {} : { outputDir: resolve(io.cwd, outputDir) }),
    });
    const changed = report.files.filter(({ state }) => state !== 'unchanged');
    return {
      result: { files: report.files },
      lines: generateLines(report, check, style),
      warnings: report.warnings,
      exitCode: check && changed.length > 0 ? EXIT.differences : EXIT.done,
    };
  },
};

function generateLines({ files }: GenerateReport, check: boolean, style: Style): readonly string[] {
  const changed = files.filter(({ state }) => state !== 'unchanged');
  const lines = changed.map(
    ({ path, state }) => `  ${state === 'created' ? style.good('+') : style.warn('~')} ${path}`,
  );
  const rest = files.length - changed.length;
  if (changed.length === 0) return [`${files.length} files are as the config says.`];
  const verb = check ? 'would change' : 'written';
  return [...lines, `${changed.length} files ${verb}, ${rest} unchanged.`];
}
