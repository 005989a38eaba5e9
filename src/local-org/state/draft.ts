import type { AppCredentials } from './apps.js';
import type { StoredComponent } from './components.js';
import type { PermissionSetRecord } from './users.js';
import type { PrincipalCredential, World } from './world.js';

/** The parts of the org that a deploy changes, copied so that it can be thrown away. */
export interface Draft {
  components: Record<string, StoredComponent>;
  apps: Record<string, AppCredentials>;
  permissionSets: PermissionSetRecord[];
  settings: Record<string, boolean>;
  principals: Record<string, PrincipalCredential>;
}

/** Copies what a deploy may change. */
export function draftOf(world: World): Draft {
  return {
    components: { ...world.components },
    apps: { ...world.apps },
    permissionSets: [...world.permissionSets],
    settings: { ...world.settings },
    principals: { ...world.principals },
  };
}
