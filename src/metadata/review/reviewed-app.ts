import type { Problem } from '../../errors.js';
import { indexOf, type NameIndex } from '../closest.js';
import { defaultFullName, findType, sourcePath } from '../types.js';
import { appOf, packageFolderOf, type ReviewedFile } from './reviewed-file.js';

/** All files of one app that the source holds. */
export interface ReviewedApp {
  readonly name: string;
  readonly files: readonly ReviewedFile[];
  /** All apps whose own file the source holds, with the types of the parts that it holds of each. */
  readonly known: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of these apps, to find a misspelt one. */
  readonly names: NameIndex;
}

/** Finds what is wrong among the files of one app. */
export type ReviewRule = (app: ReviewedApp) => readonly Problem[];

export const APP = 'ExternalClientApplication';
export const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
export const SETTINGS = 'ExtlClntAppOauthSettings';
export const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';

/** What to do about something absent that a delta, or one of several packages, need not hold. */
export const ELSEWHERE = 'Nothing is to be done when the org or another package has it.';

/** Gives the files of one type: several are alternatives of one component, as one for each environment, or a mistake. */
export function filesOf(app: ReviewedApp, type: string): readonly ReviewedFile[] {
  return app.files.filter((file) => file.type.name === type);
}

/** Alternatives of one component that a file is compared with where they lie in other folders. */
const MOST_ALTERNATIVES = 10;

/**
 * Gives for the files of one type those of another that they can meet in a deploy: those of the same folder; where there are
 * none, those of folders without a file of the one type, of thousands the first.
 *
 * @param isOfInterest - Which files of the other type matter. Default: all.
 */
export function meetingOf(
  app: ReviewedApp,
  one: readonly ReviewedFile[],
  other: string,
  isOfInterest: (file: ReviewedFile) => boolean,
): readonly (readonly [ReviewedFile, ReviewedFile])[] {
  const [first] = one;
  if (first === undefined) return [];
  const others = Map.groupBy(filesOf(app, other), packageFolderOf);
  const own = new Set(filesOf(app, first.type.name).map(packageFolderOf));
  const elsewhere = [...others].flatMap(([folder, files]) => (own.has(folder) ? [] : files.filter(isOfInterest)));
  const far = elsewhere.slice(0, MOST_ALTERNATIVES);
  return one.flatMap((file) => {
    const here = others.get(packageFolderOf(file))?.filter(isOfInterest);
    return (here ?? far).map((candidate) => [file, candidate] as const);
  });
}

/** Gives the path that a part of an app would have by default. */
export function usualPath(type: string, app: string): string {
  const known = findType(type);
  return known === undefined ? type : sourcePath({ type, fullName: defaultFullName(known, app) });
}

/** Puts the files of a source together by app. */
export function groupByApp(files: readonly ReviewedFile[]): readonly ReviewedApp[] {
  const byApp = [...Map.groupBy(files, appOf)].flatMap(([name, own]) =>
    name === undefined ? [] : [{ name, files: own }],
  );
  const present = byApp.filter(({ files: own }) => own.some((file) => file.type.role === 'app'));
  const known = new Map(
    present.map(({ name, files: own }) => [name, new Set(own.map((file) => file.type.name))] as const),
  );
  const names = indexOf(known.keys());
  return byApp.map((app) => ({ ...app, known, names }));
}
