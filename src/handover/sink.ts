import { resolve } from 'node:path';
import type { SinkConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import type { Handover, StoredPlace } from './handover.js';
import { refuseTracked, storeInFile } from './sink-file.js';
import { filesOfJob, storeInGithub } from './sink-github.js';
import { runSink } from './sink-program.js';
import type { Work } from '../work.js';

/**
 * Hands key and secret over to the place that the user named.
 *
 * @throws SinkFailedError
 */
export async function store(sink: SinkConfig, handover: Handover, work: Work): Promise<StoredPlace> {
  try {
    if ('file' in sink) return await storeInFile(sink, handover, work);
    if ('github' in sink) return await storeInGithub(sink.github, handover, work);
    if ('command' in sink) return await runSink('command', sink.command, handover, work);
    return await runSink('exec', sink.exec, handover, work);
  } catch (error) {
    if (error instanceof EcaError) throw error;
    throw new EcaError({
      name: 'SinkFailedError',
      message: `Key and secret of "${handover.app}" could not be stored in ${placeOf(sink)}: ${error instanceof Error ? error.message : String(error)}`,
      actions: ['Check that the place exists and may be written, then run `eca credentials store`.'],
      cause: error,
    });
  }
}

/**
 * Refuses a sink that can be seen beforehand not to work, so that nothing is changed for its sake.
 *
 * @throws SinkFailedError
 */
export async function checkSink(sink: SinkConfig, { folder, env }: Work): Promise<void> {
  if ('file' in sink) await refuseTracked(resolve(folder, sink.file), sink.file);
  if ('github' in sink) filesOfJob(env);
}

/** Says where a sink puts key and secret, without the arguments of programs. */
function placeOf(sink: SinkConfig): string {
  if ('file' in sink) return sink.file;
  if ('github' in sink) return `${sink.github.key} and ${sink.github.secret}`;
  return ('command' in sink ? sink.command : sink.exec)[0] ?? '';
}
