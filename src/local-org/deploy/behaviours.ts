import type { BehaviourGroup } from '../state/evidence.js';

/** What this room does as orgs do, beyond single endpoints, objects and rules. */
export const deployBehaviours: readonly BehaviourGroup[] = [
  {
    title: 'Deploy',
    behaviours: [
      {
        behaviour: 'Omitted fields go back to their default; fields that the version does not know stay',
        mark: 'reported / assumed',
        sources: ['reports', 'none'],
        test: 'metadata-rules: put an omitted field back to its default and leave fields of later versions alone',
      },
      {
        behaviour: 'The server fills consumer key, OAuth link and org scope; foreign values are refused',
        mark: 'certain / reported',
        sources: ['files', 'reports'],
        test: 'metadata-rules: fill link and scope of the org, and refuse those of elsewhere',
      },
      {
        behaviour: 'A packaged app keeps its link',
        mark: 'reported',
        sources: ['reports'],
        test: 'source-sets: keeps the link that it was given',
      },
      {
        behaviour: 'The key stays over deploys',
        mark: 'reported',
        sources: ['reports'],
        test: 'metadata-rules: keep the consumer key of an app over later deploys',
      },
      {
        behaviour: 'Rotation by metadata needs ignored warnings',
        mark: 'certain',
        sources: ['metadata-guide'],
        test: 'metadata-rules: rotate key and secret only when warnings are ignored',
      },
      {
        behaviour: 'Key and secret can be given on create; a taken key is refused',
        mark: 'reported / assumed',
        sources: ['reports', 'none'],
        test: 'source-sets: and the key can be given on create, and a key of another app cannot',
      },
      {
        behaviour: 'The secret is in a retrieve only with the old org setting and its permission',
        mark: 'certain',
        sources: ['metadata-guide'],
        test: 'source-sets: is retrieved only with the old org setting',
      },
      {
        behaviour: '`*` in package.xml stands for the files of the zip',
        mark: 'certain, its meaning in a deploy assumed',
        sources: ['metadata-guide', 'none'],
        test: 'metadata-rules: takes * for the files of the zip',
      },
      {
        behaviour: 'Member without file, file without member',
        mark: 'reported / assumed',
        sources: ['reports', 'none'],
        test: 'metadata-rules: misses a member without file, and a file without member',
      },
      {
        behaviour: 'A zip may have one top folder',
        mark: 'certain',
        sources: ['metadata-guide'],
        test: 'package: reads a zip with one top folder',
      },
      {
        behaviour: 'checkOnly changes nothing',
        mark: 'certain',
        sources: ['metadata-guide'],
        test: 'salesforce-clients: validates the five types of an app and leaves the org as it was',
      },
      {
        behaviour: 'Quick deploy of a validation, by SOAP and REST',
        mark: 'certain',
        sources: ['metadata-guide', 'recorded'],
        test: 'salesforce-clients: quick-deploys a validation',
      },
      {
        behaviour: 'Cancel, by SOAP and REST',
        mark: 'certain',
        sources: ['metadata-guide'],
        test: 'salesforce-clients: cancels a deploy that still runs',
      },
      {
        behaviour: 'One deploy at a time',
        mark: 'certain',
        sources: ['help'],
        test: 'faults: runs one deploy at a time',
      },
      {
        behaviour: 'Without rollbackOnError the good components stay',
        mark: 'certain',
        sources: ['metadata-guide'],
        test: 'metadata-rules: keeps the good components of a deploy that does not roll back',
      },
      {
        behaviour: 'Deleting an External Credential takes what its principals hold',
        mark: 'assumed',
        sources: ['none'],
        test: 'credentials: lose what they hold when their External Credential is deleted',
      },
      {
        behaviour: 'Deleting an app takes its parts along; deleting what is not there is a warning',
        mark: 'reported',
        sources: ['reports'],
        test: 'metadata-rules: warns about a deletion of what is not there, and deletes an app with all parts',
      },
      {
        behaviour: 'Retrieving what is not there names it',
        mark: 'reported',
        sources: ['reports'],
        test: 'salesforce-clients: answers a retrieve of a missing member with a failed file',
      },
      {
        behaviour: 'The Metadata API needs a permission',
        mark: 'certain',
        sources: ['metadata-guide'],
        test: 'outside-clients: hears that deploying needs a permission',
      },
      {
        behaviour: 'A deployer needs the permissions of External Client Apps',
        mark: 'certain, wording assumed',
        sources: ['metadata-guide', 'none'],
        test: 'metadata-rules: needs the permissions of External Client Apps beside those of the Metadata API',
      },
      {
        behaviour: 'create, read, update, upsert and delete of the Metadata API',
        mark: 'certain',
        sources: ['metadata-guide'],
        test: 'outside-clients: updates a component and loses the fields that it leaves out',
      },
      {
        behaviour: 'PKCE is set back to on unless client credentials are the only flow',
        mark: 'certain / assumed',
        sources: ['programs', 'none'],
        test: 'metadata-rules: sets PKCE back to on unless client credentials are the only flow',
      },
      {
        behaviour: 'A device flow app calls back to localhost and has no other flow',
        mark: 'certain, wording assumed',
        sources: ['programs', 'none'],
        test: 'metadata-rules: refuses %s that is wrong in %s',
      },
      {
        behaviour: 'Deploy results of REST have null where there is nothing, and list the manifest',
        mark: 'certain',
        sources: ['recorded'],
        test: 'wire-shapes: have null where there is nothing, times of REST, and the manifest',
      },
      {
        behaviour: 'Quick deploy by REST',
        mark: 'certain',
        sources: ['recorded'],
        test: 'wire-shapes: come of a quick deploy by the path, too',
      },
      {
        behaviour: '`singlePackage` of a retrieve, whose files list the manifest',
        mark: 'certain',
        sources: ['recorded'],
        test: 'wire-shapes: retrieves with singlePackage %s below "%s", and lists the manifest',
      },
      {
        behaviour: 'Listing an unknown type fails',
        mark: 'certain',
        sources: ['recorded'],
        test: 'wire-shapes: lists no type %s at v%i',
      },
    ],
  },
];
