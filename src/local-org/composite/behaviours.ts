import type { BehaviourGroup } from '../state/evidence.js';

/** What this room does as orgs do, beyond single endpoints. */
export const compositeBehaviours: readonly BehaviourGroup[] = [
  {
    title: 'Records by the dozen',
    behaviours: [
      {
        behaviour: 'A record that fails leaves the others, unless `allOrNone` is asked for',
        mark: 'certain',
        sources: ['rest-guide'],
        test: 'composite: keep none with allOrNone',
      },
      {
        behaviour: 'Collections and trees take 200 records',
        mark: 'certain, code and wording reported',
        sources: ['rest-guide', 'reports'],
        test: 'composite: read null for what is not there, and take 200 records',
      },
      {
        behaviour: 'Composite requests and batches hold 25 requests',
        mark: 'certain, code and wording assumed',
        sources: ['rest-guide', 'none'],
        test: 'composite: hold 25 requests, and no deploy',
      },
      {
        behaviour: 'Each request of a composite request, and each record of a tree, has a reference id of its own',
        mark: 'certain, code and wording assumed',
        sources: ['rest-guide', 'none'],
        test: 'composite: tell their requests apart',
      },
      {
        behaviour: 'A record of a collection without type, id or external id fails alone',
        mark: 'reported, the type assumed',
        sources: ['reports', 'none'],
        test: 'composite: refuse a record that says not which it is',
      },
      {
        behaviour: 'A reference to what failed halts the request that holds it',
        mark: 'certain, wording reported',
        sources: ['rest-guide', 'reports'],
        test: 'composite: go on after a failure, but for what refers to it',
      },
      {
        behaviour: 'A failure in a request with `allOrNone` undoes and halts the others',
        mark: 'certain',
        sources: ['recorded'],
        test: 'composite: change nothing with allOrNone when one fails',
      },
      {
        behaviour:
          'A tree is created whole or not at all; contacts below accounts are the only list below a record here',
        mark: 'certain',
        sources: ['rest-guide'],
        test: 'composite: are created whole or not at all',
      },
      {
        behaviour: 'Account and Contact have an external id, `External_Id__c`, which nobody can have taken',
        mark: 'of the local org alone',
        sources: ['own'],
        test: 'composite: are upserted by the dozen through jsforce',
      },
    ],
  },
];
