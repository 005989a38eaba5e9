import { randomUUID } from 'node:crypto';
import { EcaError } from '../errors.js';
import type { Org } from '../org/org.js';
import { readEntry, type RotatedEntry, type RotationEntry } from '../project/credentials-journal.js';
import type { Work } from '../work.js';

/** The apps that one run rotates. One that was cut short is gone on with by the next. */
export interface Batch {
  /** Tells this run apart, and is kept by the one that goes on with it. */
  readonly run: string;
  /** Apps that a run before rotated to the end, which this one goes on with. */
  readonly done: ReadonlySet<string>;
}

/** What makes no sense is warned of where it is read to be worked with. */
const quietly = ({ folder }: Work): Pick<Work, 'folder' | 'onProgress'> => ({ folder, onProgress: () => undefined });

/** Finds out whether a run before was cut short amid these apps, and which it had rotated by then. */
export async function openBatch(org: Org, apps: readonly string[], work: Work): Promise<Batch> {
  const { orgId } = org.identity;
  const surroundings = quietly(work);
  const open = await Promise.all(
    apps.map((app) => readEntry<RotationEntry>(surroundings, { kind: 'rotation', orgId, app })),
  );
  const run = open.find((entry) => entry?.run !== undefined)?.run;
  if (run === undefined) return { run: randomUUID(), done: new Set() };
  const ended = await Promise.all(
    apps.map((app) => readEntry<RotatedEntry>(surroundings, { kind: 'rotated', orgId, app })),
  );
  const isOpen = (app: string): boolean => open.some((entry) => entry?.app === app);
  const done = ended.flatMap((entry) => (entry?.run === run && !isOpen(entry.app) ? [entry.app] : []));
  for (const app of done) {
    const message = `${app} is left as it is: the run that this one goes on with has rotated it.`;
    work.onProgress({ kind: 'warning', message });
  }
  return { run, done: new Set(done) };
}

/**
 * Makes the error of one app tell which apps the same run rotated before it, and how to go on with those that are left:
 * where the failed one stands amid its rotation, the same command knows.
 *
 * @param left - The app that failed, and those after it.
 */
export async function amidBatch(
  org: Org,
  error: EcaError,
  { rotated, left }: { readonly rotated: readonly string[]; readonly left: readonly string[] },
  work: Work,
): Promise<EcaError> {
  const [app] = left;
  if (rotated.length === 0 || app === undefined) return error;
  const { orgId } = org.identity;
  const isOpen = (await readEntry<RotationEntry>(quietly(work), { kind: 'rotation', orgId, app })) !== undefined;
  const { name, actions, problems, data, cause } = error;
  const [first = 'Put right what is named above.', ...more] = actions;
  const rest = `Then rotate what is left, with the same -e or -o: \`eca credentials rotate ${left.map((each) => `--app ${each}`).join(' ')}\`.`;
  return new EcaError({
    name,
    message: `${error.message} Before that, this run rotated ${rotated.join(', ')}.`,
    actions: isOpen ? [first, ...more] : [first, ...more, rest],
    problems,
    data: { ...data, rotated },
    cause,
  });
}
