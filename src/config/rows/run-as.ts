import { type Group, listOf, TEXT } from '../shape.js';

const CREATE: Group = {
  kind: 'group',
  name: 'RunAsCreateConfig',
  text: 'The user that is made where the run-as user is missing.',
  keys: {
    profile: {
      shape: TEXT,
      required: true,
      text: 'Name of its profile.',
      examples: ['Minimum Access - API Only Integrations'],
    },
    permissionSets: {
      shape: listOf(TEXT),
      text: 'API names of the permission sets that it gets, beside those of `assign`.',
    },
  },
};

/** What is done about the run-as user after a refresh. */
export const RUN_AS: Group = {
  kind: 'group',
  name: 'RunAsConfig',
  text: 'What `eca refresh` does about a run-as user that the org does not have.',
  keys: {
    create: { shape: CREATE, text: 'Makes the user.' },
  },
};
