import type { PackageMember } from './package.js';
import type { Draft } from '../state/draft.js';
import { ownerOf } from '../state/fields.js';
import { partsOf, removeComponent, componentKey } from '../state/components.js';
import type { ComponentMessage } from '../state/deploy-job.js';

/** Deletes a component from the draft. An app takes its parts along [P]; what is not there is a warning. */
export function deleteComponent(draft: Draft, member: PackageMember): ComponentMessage {
  const key = componentKey(member.type.name, member.fullName);
  const found = draft.components[key];
  const base = {
    componentType: member.type.name,
    fullName: member.fullName,
    fileName: member.path,
    success: true,
    created: false,
    changed: found !== undefined,
    deleted: found !== undefined,
  };
  if (found === undefined) {
    const problem = `No ${member.type.name} named: ${member.fullName} found`;
    return { ...base, componentType: '', fileName: 'destructiveChanges.xml', problem, problemType: 'Warning' };
  }
  const drop = (name: string): void => {
    removeComponent(draft.components, name);
  };
  drop(key);
  if (found.type === 'ExternalClientApplication') {
    for (const part of partsOf(draft.components, found.fullName)) drop(componentKey(part.type, part.fullName));
    draft.apps = withoutApp(draft, found.fullName);
  }
  // [U] what hangs on the OAuth settings goes with them
  if (found.type === 'ExtlClntAppOauthSettings') {
    for (const part of partsOf(draft.components, ownerOf(found.fields))) {
      if (/^ExtlClntApp(GlobalOauthSettings|OauthConfigurablePolicies)$/.test(part.type)) {
        drop(componentKey(part.type, part.fullName));
      }
    }
  }
  // [U] what its principals hold goes with an External Credential
  if (found.type === 'ExternalCredential') {
    const kept = Object.entries(draft.principals).filter(([name]) => !name.startsWith(`${found.fullName}/`));
    draft.principals = Object.fromEntries(kept);
  }
  if (found.type === 'PermissionSet') {
    draft.permissionSets = draft.permissionSets.filter((set) => set.name !== found.fullName);
  }
  return { ...base, id: found.id };
}

/** [C] the Connected App that an app was migrated from is active again, by the same key and secret. */
function withoutApp({ apps, components }: Draft, name: string): Draft['apps'] {
  const isMigrated = components[componentKey('ConnectedApp', name)] !== undefined;
  return Object.fromEntries(
    Object.entries(apps).flatMap(([app, credentials]) => {
      if (app !== name) return [[app, credentials]];
      return isMigrated ? [[app, { ...credentials, staged: undefined }]] : [];
    }),
  );
}
