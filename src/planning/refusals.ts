import type { Plan } from './plan.js';
import { EcaError } from '../errors.js';
import { partOf } from '../metadata/parts.js';
import type { MetadataComponent } from '../metadata/component.js';
import { foreignApp } from '../org/foreign-app.js';
import type { Org } from '../org/org.js';

/**
 * Gives every reason not to carry out a plan: an app is a copy that belongs to another org, it would change the app that
 * this session logged in with, or lose a value that cannot be read back.
 */
export function refusals(org: Org, plan: Plan, found: readonly MetadataComponent[]): readonly EcaError[] {
  const own = ownApp(org, changedApps(plan), found);
  return [...foreign(org, plan), ...(own === undefined ? [] : [own]), ...unreadable(org, plan)];
}

/** @throws The first of {@link refusals}. */
export function refuse(org: Org, plan: Plan, found: readonly MetadataComponent[]): void {
  const [first] = refusals(org, plan, found);
  if (first !== undefined) throw first;
}

function foreign(org: Org, { linked }: Plan): readonly EcaError[] {
  return linked.flatMap(({ app, orgIds }) => {
    const owner = orgIds.find((orgId) => orgId !== org.identity.orgId.slice(0, 15));
    return owner === undefined ? [] : [foreignApp(org, app, owner)];
  });
}

function changedApps({ changes }: Plan): readonly string[] {
  return [...new Set(changes.flatMap(({ app }) => app ?? []))];
}

/** Gives the error when one of the apps is the one that the session logged in with. */
export function ownApp(org: Org, apps: readonly string[], found: readonly MetadataComponent[]): EcaError | undefined {
  if (org.clientId === undefined) return undefined;
  const own = apps.find(
    (app) => partOf(app, 'ExtlClntAppGlobalOauthSettings', found)?.fields.consumerKey === org.clientId,
  );
  if (own === undefined) return undefined;
  return new EcaError({
    name: 'SessionAppError',
    message: `This session is logged in to "${org.identity.target}" with the app "${own}" itself; changing it could lock you out.`,
    actions: [`Log in with another app, such as \`sf org login web\`, or leave ${own} out with --app.`],
  });
}

function unreadable(org: Org, { unreadable: values }: Plan): readonly EcaError[] {
  const [first] = values;
  if (first === undefined) return [];
  const paths = values.map(({ app, type, field }) => `apps.${app}.fields.${type}.${field}`);
  return [
    new EcaError({
      name: 'UnreadableValueError',
      message: `A deploy to "${org.identity.target}" would lose ${values.map(({ fullName, field }) => `${field} of ${fullName}`).join(', ')}: it holds a secret that the org does not give back, and the config does not name it.`,
      actions: [
        `Name ${paths.join(' and ')} in the config, with the secret as \${env:NAME}; or take what you want changed of ${first.type} out of the config.`,
      ],
      problems: values.map(({ fullName, field }, index) => ({
        path: paths[index] ?? '',
        message: `${field} of ${fullName} cannot be read from the org, and would be lost.`,
        action: 'Name it in the config, with the secret as ${env:NAME}.',
      })),
    }),
  ];
}
