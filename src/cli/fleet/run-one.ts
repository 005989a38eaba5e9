import { asEcaError } from '../../internal-error.js';
import { openGate } from '../../fleet/gate.js';
import type { MemberEnd } from '../../fleet/run-fleet.js';
import { text, texts, type CommandContext, type Outcome } from '../command.js';
import { environmentLabel, type EnvironmentCommand } from '../environment-flags.js';
import type { Session } from '../session.js';
import { reportLines } from '../print/report-path.js';
import { exitCodeOf } from '../../runs/environment-end.js';
import { openReporting } from '../../runs/reporting.js';
import { commandIdentity, reportPlace } from './report-place.js';

/** Runs a command in one environment with a report, and lets it into no production org but those that were named. */
export async function runReported(
  command: EnvironmentCommand,
  context: CommandContext,
  session: Session,
): Promise<Outcome> {
  const name = environmentLabel(context.flags);
  const { source, config } = session.loaded;
  const reporting = await openReporting(reportPlace(context), commandIdentity(command, context, source.value), [
    { name, config },
  ]);
  const ids = command.changes?.(context.flags) === true ? texts(context.flags, 'yes-org-id') : undefined;
  const gate = ids === undefined ? undefined : openGate(ids);
  const started = performance.now();
  const ended = async (end: Omit<MemberEnd<Outcome>, 'name' | 'began' | 'ms'>): Promise<void> => {
    const whole = { ...end, name, began: true, ms: Math.round(performance.now() - started) };
    reporting.ended(whole);
    await reporting.finish(exitCodeOf(whole));
  };
  const folder = text(context.flags, 'report-dir');
  const written = (): readonly string[] => reportLines(context.io.cwd, folder);
  reporting.began(name);
  try {
    const outcome = await command.inEnvironment(
      {
        ...context,
        isNamed: gate?.isNamed,
        met: (identity, org) => {
          reporting.met(name, identity, org);
          gate?.admit(name, {
            ...identity,
            isProduction: config.production || identity.isProduction === true ? true : undefined,
          });
        },
      },
      session,
    );
    const value = await reporting.asks(name, outcome);
    await ended({ value });
    return { ...value, lines: [...value.lines, ...written()] };
  } catch (error) {
    await ended({ error: asEcaError(error) });
    for (const line of written()) context.print(line);
    throw error;
  }
}
