import type { SinkConfig } from './model.js';

/** Stands in a sink for the name of the environment, so that one sink of the config serves several. */
export const ENVIRONMENT_PLACE = '{environment}';

/** Tells whether a sink carries the name of the environment. */
export function namesEnvironment(sink: SinkConfig): boolean {
  return JSON.stringify(sink).includes(ENVIRONMENT_PLACE);
}

/**
 * Gives a sink with the name of the environment put in: into paths, programs with their arguments, and names of outputs,
 * which take letters, digits and underscores alone.
 */
export function sinkOfEnvironment(sink: SinkConfig, environment: string): SinkConfig {
  const { read } = sink;
  const put = (text: string): string => text.replaceAll(ENVIRONMENT_PLACE, environment);
  const own = { read: read?.map(put) };
  if ('file' in sink) return { ...sink, file: put(sink.file), ...own };
  if ('command' in sink) return { ...sink, command: sink.command.map(put), ...own };
  if ('exec' in sink) return { ...sink, exec: sink.exec.map(put), ...own };
  const { key, secret } = sink.github;
  return { ...sink, github: { key: outputName(key, environment), secret: outputName(secret, environment) }, ...own };
}

/** Gives the name of an output with that of the environment put in. */
export function outputName(text: string, environment: string): string {
  if (!text.includes(ENVIRONMENT_PLACE)) return text;
  return text.replaceAll(ENVIRONMENT_PLACE, environment.replace(/\W/g, '_')).replace(/^(?=\d)/, '_');
}
