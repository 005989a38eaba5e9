import { resolve } from 'node:path';
import { EXIT, usageError } from '../../errors.js';
import { isMap } from '../../plain-data.js';
import { loadConfig, type LoadedConfig } from '../../project/load-config.js';
import { show } from '../../problem.js';
import type { BesidePipeline } from '../../verbs/generate.js';
import { isOn, text, type Command, type CommandContext, type FlagValues } from '../command.js';
import { pasteable } from '../next-command.js';
import { generateLines } from '../print/generate.js';
import { configOf, configRequest } from '../session.js';

/** `eca generate` */
export const generate: Command = {
  name: 'generate',
  summary: 'Write the metadata source and the manifest of the config',
  shared: ['config', 'environment', 'app', 'api-version'],
  flags: {
    check: {
      type: 'boolean',
      describe: 'Write nothing; exit with 2 when a file would change or is left over',
      default: false,
    },
    prune: {
      type: 'boolean',
      describe: 'Remove generated files of apps and parts that are no longer in the config',
      default: false,
    },
    replacements: {
      type: 'boolean',
      describe: 'Put tokens where orgs differ, and have sfdx-project.json replace them at a deploy by sf',
      default: false,
    },
    forceignore: {
      type: 'boolean',
      describe: 'Name the files in .forceignore, so that sf passes over them',
      default: false,
    },
    'with-named-credentials': {
      type: 'boolean',
      describe: 'Write External Credential, Named Credential and principal access too; no key, no secret',
      default: false,
    },
    'my-domain': {
      type: 'string',
      describe: 'URL of the org that has the apps, for the External Credentials. Default: the host that is called',
      requiresArg: true,
    },
    'output-dir': {
      type: 'string',
      describe: 'Folder to write to. Default: the project of the config',
      requiresArg: true,
    },
  },
  examples: [
    ['eca generate', 'Write the source to the default package directory, and manifest/package.xml'],
    ['eca generate --check', 'Fail with 2 when the source does not say what the config says'],
    ['eca generate --prune', 'Remove the files of an app that was taken out of the config too'],
    ['eca generate --replacements', 'Let a pipeline of sf deploy the app to orgs with other users'],
    ['eca generate -e uat --output-dir build/uat', 'Write the source of the environment uat somewhere else'],
    ['eca generate -e uat --output-dir build/uat --with-named-credentials', 'With what calls the apps, by its URL'],
  ],
  async run(context) {
    const { io, flags, style } = context;
    refuseContradictions(flags);
    const loaded = await configOf(context);
    const verb = await import('../../verbs/generate.js');
    const check = isOn(flags, 'check');
    const outputDir = text(flags, 'output-dir');
    const report = await verb.generate({
      config: loaded.config,
      allApps: allAppsOf(loaded),
      root: loaded.source.root,
      check,
      prune: isOn(flags, 'prune'),
      outputDir: outputDir === undefined ? undefined : resolve(io.cwd, outputDir),
      namedCredentials: namedCredentialsOf(flags),
      beside: await besideOf(context, loaded),
    });
    const isInSync = report.files.every(({ state }) => state === 'unchanged');
    const { files, replacements, warnings } = report;
    return {
      result: { files, replacements },
      lines: generateLines(report, check, style).map((line) => pasteable(line, context)),
      warnings,
      exitCode: check && !isInSync ? EXIT.differences : EXIT.done,
    };
  },
};

function refuseContradictions(flags: FlagValues): void {
  const [environment, outputDir] = [text(flags, 'environment'), text(flags, 'output-dir')];
  if (environment !== undefined && outputDir === undefined) {
    const message = `The source of the environment "${environment}" must not replace that of the base config.`;
    throw usageError(message, 'Name another folder with --output-dir.');
  }
  if (text(flags, 'my-domain') !== undefined && !isOn(flags, 'with-named-credentials')) {
    throw usageError('--my-domain is for External Credentials.', 'Give --with-named-credentials too, or leave it out.');
  }
  const [replaces, ignores] = [isOn(flags, 'replacements'), isOn(flags, 'forceignore')];
  if (replaces && ignores) {
    throw usageError(
      '--replacements lets sf deploy the files, and --forceignore keeps it from doing so.',
      'Choose one.',
    );
  }
  if ((replaces || ignores) && outputDir !== undefined) {
    const flag = replaces ? '--replacements' : '--forceignore';
    throw usageError(`${flag} is about the files of the project, not of another folder.`, 'Leave --output-dir out.');
  }
}

function namedCredentialsOf(flags: FlagValues): { readonly myDomainUrl: string | undefined } | undefined {
  return isOn(flags, 'with-named-credentials') ? { myDomainUrl: myDomainOf(flags) } : undefined;
}

function myDomainOf(flags: FlagValues): string | undefined {
  const url = text(flags, 'my-domain');
  if (url === undefined || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) return url;
  throw usageError(`--my-domain ${show(url)} is not a URL.`, 'Write it like https://DOMAIN.my.salesforce.com.');
}

/** Gives the names of all apps that the config writes, whichever are worked on. */
function allAppsOf({ source, config }: LoadedConfig): readonly string[] {
  const written = isMap(source.value) && isMap(source.value.apps) ? Object.keys(source.value.apps) : [];
  return [...new Set([...written, ...config.apps.map(({ name }) => name)])];
}

async function besideOf(context: CommandContext, loaded: LoadedConfig): Promise<BesidePipeline | undefined> {
  if (isOn(context.flags, 'forceignore')) return { kind: 'forceignore' };
  if (!isOn(context.flags, 'replacements')) return undefined;
  const environments = await Promise.all(
    loaded.environments.map(async (environment) => {
      const { config } = await loadConfig({ ...configRequest(context), environment });
      return { environment, config };
    }),
  );
  return { kind: 'replacements', environments };
}
