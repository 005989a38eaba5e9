import type { BehaviourGroup } from '../state/evidence.js';

/** What this room does as orgs do, beyond single operations. */
export const soapBehaviours: readonly BehaviourGroup[] = [
  {
    title: 'Limits and faults of SOAP',
    behaviours: [
      {
        behaviour: 'listMetadata takes three queries',
        mark: 'certain, code and wording assumed',
        sources: ['metadata-guide', 'none'],
        test: 'recorded: a list by more queries than three',
      },
      {
        behaviour: 'The synchronous calls take ten components',
        mark: 'certain, code and wording assumed',
        sources: ['metadata-guide', 'none'],
        test: 'recorded: more than ten components in one call',
      },
      {
        behaviour: 'A session that is none',
        mark: 'certain',
        sources: ['recorded'],
        test: 'recorded: SOAP without a session',
      },
      {
        behaviour: 'An operation that the WSDL does not name',
        mark: 'reported',
        sources: ['reports'],
        test: 'recorded: SOAP operation that is none',
      },
    ],
  },
];
