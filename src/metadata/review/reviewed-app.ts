import type { Problem } from '../../errors.js';
import { defaultFullName, findType, sourcePath } from '../types.js';
import { appOf, packageFolderOf, type ReviewedFile } from './reviewed-file.js';

/** All files of one app that the source holds. */
export interface ReviewedApp {
  readonly name: string;
  readonly files: readonly ReviewedFile[];
  /** All apps whose own file the source holds, with the types of the parts that it holds of each. */
  readonly known: ReadonlyMap<string, ReadonlySet<string>>;
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

/** Gives the files of another type that a file can meet in a deploy: those of its own folder, else all. */
function candidatesFor(app: ReviewedApp, file: ReviewedFile, type: string): readonly ReviewedFile[] {
  const all = filesOf(app, type);
  const here = all.filter((other) => packageFolderOf(other) === packageFolderOf(file));
  return here.length > 0 ? here : all;
}

/** Gives the files of two types that can meet in a deploy, each alternative of one with each of the other. */
export function pairsOf(app: ReviewedApp, one: string, other: string): (readonly [ReviewedFile, ReviewedFile])[] {
  return filesOf(app, one).flatMap((file) =>
    candidatesFor(app, file, other)
      .filter((candidate) => candidatesFor(app, candidate, one).includes(file))
      .map((candidate) => [file, candidate] as const),
  );
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
  return byApp.map((app) => ({ ...app, known }));
}
