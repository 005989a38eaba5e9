import { describe, expect, it } from 'vitest';
import { rowsIn } from '../../../src/org/rows.js';

const HELD = `SELECT Assignee.Username, PermissionSet.Name, PermissionSet.IsOwnedByProfile
  FROM PermissionSetAssignment WHERE Assignee.Username IN ('a')`;
const LICENCES = 'SELECT Id, TotalLicenses FROM PermissionSetLicense';
const PermissionSet = { Name: 'Set', IsOwnedByProfile: false };

describe('rowsIn', () => {
  it.each([
    [HELD, { Assignee: { Username: 'a@b.c' }, PermissionSet }],
    [HELD, { Assignee: null, PermissionSet: null }],
    [LICENCES, { Id: '0PL1', TotalLicenses: 5 }],
    ['SELECT Profile.UserLicense.Name FROM User', { Profile: { UserLicense: null } }],
    ['SELECT COUNT() FROM User', {}],
  ])('takes the row of "%s" as it is', (soql, row) => {
    expect(rowsIn(soql, { records: [row] })).toEqual([row]);
  });

  it.each([
    [HELD, { Assignee: 5, PermissionSet }, 'PermissionSetAssignment.Assignee is not a record, but 5'],
    [HELD, { Assignee: -1, PermissionSet }, 'PermissionSetAssignment.Assignee is not a record, but -1'],
    [HELD, { Assignee: '', PermissionSet }, 'PermissionSetAssignment.Assignee is not a record, but ""'],
    [HELD, { Assignee: [], PermissionSet }, 'PermissionSetAssignment.Assignee is not a record, but []'],
    [
      HELD,
      { Assignee: { Username: 5 }, PermissionSet },
      'PermissionSetAssignment.Assignee.Username is not text, but 5',
    ],
    [
      HELD,
      { Assignee: null, PermissionSet: { Name: 'Set', IsOwnedByProfile: 'no' } },
      'PermissionSetAssignment.PermissionSet.IsOwnedByProfile is not boolean, but "no"',
    ],
    ['SELECT SetupEntityId FROM SetupEntityAccess', {}, 'SetupEntityAccess.SetupEntityId is not text, but nothing'],
    [LICENCES, { Id: '0PL1', TotalLicenses: '5' }, 'PermissionSetLicense.TotalLicenses is not number, but "5"'],
    ['SELECT Name FROM Profile', { Name: null }, 'Profile.Name is not text, but null'],
  ])('refuses a row of "%s" with object, column and what came', (soql, row, said) => {
    expect(() => rowsIn(soql, { records: [row] })).toThrow(
      expect.objectContaining({
        name: 'UnexpectedAnswerError',
        message: expect.stringContaining(said) as string,
      }) as Error,
    );
  });

  it('refuses an answer without a list', () => {
    expect(() => rowsIn(LICENCES, [])).toThrow(/The query of PermissionSetLicense was answered without the list/);
  });
});
