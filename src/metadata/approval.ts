import type { AppPolicy } from './app-policy.js';

type Approval = Pick<AppPolicy, 'permissionSets' | 'profiles'>;

/** Names whom a policy admits. */
export function sayApproval({ permissionSets, profiles }: Approval): string {
  const named = [
    ...(permissionSets.length > 0 ? [`permission sets ${permissionSets.join(', ')}`] : []),
    ...(profiles.length > 0 ? [`profiles ${profiles.join(', ')}`] : []),
  ];
  return named.length === 0 ? 'it names no permission set and no profile' : named.join('; ');
}

/** Gives the lines that let the run-as user in. A profile is never assigned: a permission set stands beside it. */
export function approvalAdvice(app: string, { permissionSets, profiles }: Approval): string {
  const [first] = permissionSets;
  if (first !== undefined) {
    return `Write into apps.${app}: permissionSets: [${permissionSets.join(', ')}] and assign: [${first}], and deploy; or take another of them that the user shall hold.`;
  }
  const beside = profiles.length === 0 ? '' : `; or set runAsUser to a user with the profile ${profiles.join(' or ')}`;
  return `Make a permission set for this, write into apps.${app}: permissionSets: [NAME] and assign: [NAME], and deploy${beside}.`;
}
