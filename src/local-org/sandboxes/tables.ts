import { certain } from '../state/evidence.js';
import type { Table } from '../soql/table.js';
import { derivedId, id15 } from '../state/ids.js';
import type { Context } from '../state/context.js';
import type { Sandbox } from '../state/sandbox.js';
import { userByName } from '../users/access.js';

const infoId = ({ name }: Sandbox): string => derivedId('0GQ', name);
const groupId = ({ name }: Sandbox): string => derivedId('00G', name);
const groupsOf = (context: Context): readonly Sandbox[] =>
  context.sandboxes().filter(({ accessGroup }) => accessGroup !== undefined);

/** Sandboxes of the org, in the Tooling API of production. [C] names and fields */
export const sandboxTables: readonly Table[] = [
  {
    name: 'SandboxProcess',
    evidence: certain('sandboxes: lets a user of production in with a code that counts once', 'schema', 'programs'),
    columns: {
      Id: 'id',
      Status: 'string',
      SandboxName: 'string',
      SandboxInfoId: 'reference',
      LicenseType: 'string',
      CreatedDate: 'datetime',
      CopyProgress: 'int',
      SandboxOrganization: 'string',
      SourceId: 'reference',
      Description: 'string',
      EndDate: 'datetime',
      Features: 'string',
    },
    tooling: 'only',
    rows: (context) =>
      context.sandboxes().map((sandbox) => ({
        Id: derivedId('0GR', `${sandbox.name}/${sandbox.orgId}`),
        Status: sandbox.status,
        SandboxName: sandbox.name,
        SandboxInfoId: infoId(sandbox),
        LicenseType: 'DEVELOPER',
        CreatedDate: sandbox.createdDate,
        CopyProgress: sandbox.status === 'Processing' ? 50 : 100,
        SandboxOrganization: id15(sandbox.orgId),
        SourceId: null,
        Description: null,
        EndDate: sandbox.endDate ?? null,
        Features: null,
      })),
  },
  {
    name: 'SandboxInfo',
    evidence: certain(
      'sandboxes: lets a user of production in with a code that counts once',
      'schema',
      'tooling-guide',
    ),
    columns: {
      Id: 'id',
      SandboxName: 'string',
      LicenseType: 'string',
      SourceId: 'reference',
      Description: 'string',
      ActivationUserGroupId: 'reference',
    },
    tooling: 'only',
    rows: (context) =>
      context.sandboxes().map((sandbox) => ({
        Id: infoId(sandbox),
        SandboxName: sandbox.name,
        LicenseType: 'DEVELOPER',
        SourceId: null,
        Description: null,
        ActivationUserGroupId: sandbox.accessGroup === undefined ? null : groupId(sandbox),
      })),
  },
  {
    // `sf org resume sandbox` asks for it. [C] the names
    name: 'SourceTrackingSettings',
    evidence: certain('wire-shapes: of records answer, whatever the object', 'schema'),
    columns: { Id: 'id', DurableId: 'string', IsSourceTrackingSandboxesEnabled: 'boolean' },
    tooling: 'both',
    rows: () => [{ Id: null, DurableId: 'SourceTracking', IsSourceTrackingSandboxesEnabled: false }],
  },
  // Public groups: the local org holds those that sandboxes name.
  {
    name: 'Group',
    evidence: certain('wire-shapes: of records answer, whatever the object', 'object-reference'),
    columns: { Id: 'id', Name: 'string', DeveloperName: 'string', Type: 'string' },
    rows: (context) =>
      groupsOf(context).map((sandbox) => {
        const name = `Sandbox_${sandbox.name}`;
        return { Id: groupId(sandbox), Name: name, DeveloperName: name, Type: 'Regular' };
      }),
  },
  {
    name: 'GroupMember',
    evidence: certain('wire-shapes: of records answer, whatever the object', 'object-reference'),
    columns: { Id: 'id', GroupId: 'reference', UserOrGroupId: 'reference' },
    rows: (context) =>
      groupsOf(context).flatMap((sandbox) =>
        (sandbox.accessGroup ?? []).flatMap((username) => {
          const user = userByName(context.world, username);
          const id = derivedId('011', `${sandbox.name}/${username}`);
          return user === undefined ? [] : [{ Id: id, GroupId: groupId(sandbox), UserOrGroupId: user.id }];
        }),
      ),
  },
];
