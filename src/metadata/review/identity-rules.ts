import { closestIn } from '../closest.js';
import {
  APP,
  ELSEWHERE,
  filesOf,
  GLOBAL,
  type ReviewedApp,
  type ReviewRule,
  SETTINGS,
  usualPath,
} from './reviewed-app.js';
import { type FileProblem, problemAt, type ReviewedFile } from './reviewed-file.js';

const OWNER = ['externalClientApplication'];

/** Tells whether an app is the one that a misspelt owner means: one whose name differs by spelling alone, and that lacks this very part. */
function isMeant(near: string | undefined, { known }: ReviewedApp, file: ReviewedFile): near is string {
  return near !== undefined && known.get(near)?.has(file.type.name) !== true;
}

function absentOwner(app: ReviewedApp, near: string | undefined, file: ReviewedFile): FileProblem | undefined {
  const message = `The app "${app.name}" that this file belongs to is not in the source.`;
  if (isMeant(near, app, file)) return { message, action: `Did you mean "${near}"?` };
  // Policies may stand alone, in the source of an org that installed the app.
  if (file.type.policy === true) return undefined;
  const action = `Add ${usualPath(APP, app.name)}, or correct the name. ${ELSEWHERE}`;
  return { level: 'note', message, action };
}

/** A part belongs to an app, which the org or another package may have. */
export const ownerIsThere: ReviewRule = (app) => {
  if (app.known.has(app.name)) return [];
  const near = closestIn(app.name, app.names);
  return app.files.flatMap((file) => {
    const finding = absentOwner(app, near, file);
    return finding === undefined ? [] : [problemAt(file, OWNER, finding)];
  });
};

/**
 * An org keeps one record of each kind for an app, and refuses a second name for it. Files of one name in several folders
 * are alternatives of one component.
 */
export const oneOfEachKind: ReviewRule = ({ name, files }) =>
  [...Map.groupBy(files, (file) => file.type.name)].flatMap(([type, same]) => {
    const [first, ...others] = Map.groupBy(same, ({ component }) => component.fullName.toLowerCase()).values();
    return others.flat().map((file) => {
      const message = `"${name}" has a second ${type} of another name; ${first?.[0]?.path ?? ''} is the first.`;
      const action = 'Keep the name that the org has, and delete or rename the other.';
      return problemAt(file, file.type.owner === undefined ? [] : OWNER, { message, action });
    });
  });

/** Global settings count only beside the app's other OAuth settings. */
export const globalNeedsSettings: ReviewRule = (app) =>
  filesOf(app, SETTINGS).length > 0 || !app.known.has(app.name)
    ? []
    : filesOf(app, GLOBAL).map((file) => {
        const message = `"${app.name}" has ${GLOBAL} here and no ${SETTINGS}, which an org demands.`;
        const action = `Add ${usualPath(SETTINGS, app.name)}. ${ELSEWHERE}`;
        return problemAt(file, OWNER, { level: 'note', message, action });
      });
