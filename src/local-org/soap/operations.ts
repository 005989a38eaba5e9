import { advanceDeploys, cancelDeploy, submitDeploy, submitValidated } from '../deploy/queue.js';
import { deployResult } from '../deploy/result.js';
import type { Answer } from '../wire/answer.js';
import { checkRetrieve, startRetrieve } from '../metadata/retrieve.js';
import { fileProperties, fieldsToRetrieve, listComponents, namesOf } from '../metadata/listing.js';
import { METADATA_TYPES, metadataType } from '../metadata/types.js';
import { manifestOf } from '../metadata/manifest.js';
import { deployOptions, metadataRefusal, wrongOption } from '../deploy/requests.js';
import { noOperation, soapAnswer, soapFault } from './envelope.js';
import type { Evidence } from '../state/evidence.js';
import { certain } from '../state/evidence.js';
import type { SoapRequest } from './request.js';
import { crudOperations } from './crud.js';
import { MOST_COMPONENTS, tooMany } from './limits.js';
import { child, childText, childTexts } from '../wire/xml-read.js';
import { writeXml } from '../wire/xml-write.js';
import { own } from '../wire/own.js';

type Operation = (request: SoapRequest) => Answer | Promise<Answer>;

const deploy: Operation = async ({ context, user, body, deployFault }) => {
  const options = child(body, 'DeployOptions');
  const written = Object.fromEntries((options?.children ?? []).map((option) => [option.name, option.text.trim()]));
  const wrong = wrongOption(written);
  if (wrong !== undefined) return soapFault('INVALID_TYPE', wrong);
  const zip = Buffer.from(childText(body, 'ZipFile') ?? '', 'base64');
  const job = await submitDeploy(context, { zip, options: deployOptions(written), userId: user.id, ...deployFault });
  return soapAnswer('deploy', writeXml({ result: { done: false, id: job.id, state: 'Queued' } }));
};

const checkDeployStatus: Operation = ({ context, body }) => {
  advanceDeploys(context, true);
  const id = childText(body, 'asyncProcessId') ?? '';
  const job = own(context.world.jobs, id);
  if (job === undefined) return soapFault('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id ${id}`);
  const includeDetails = childText(body, 'includeDetails') === 'true';
  return soapAnswer('checkDeployStatus', writeXml({ result: deployResult(context, job, includeDetails) }));
};

const cancel: Operation = ({ context, body }) => {
  const id = childText(body, 'id') ?? childText(body, 'String') ?? '';
  const job = own(context.world.jobs, id);
  if (job === undefined) return soapFault('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id ${id}`);
  if (!cancelDeploy(context, job)) return soapFault('INVALID_ID_FIELD', 'Deployment already completed');
  return soapAnswer('cancelDeploy', writeXml({ result: { done: true, id } }));
};

const deployRecentValidation: Operation = ({ context, user, body }) => {
  const id = childText(body, 'validationId') ?? '';
  const job = submitValidated(context, id, user.id);
  if (job === undefined) return soapFault('INVALID_ID_FIELD', 'Invalid ID: no successful validation has this id.');
  return soapAnswer('deployRecentValidation', writeXml({ result: job.id }));
};

const retrieve: Operation = ({ context, user, version, body }) => {
  const request = child(body, 'request') ?? child(body, 'retrieveRequest');
  const unpackaged = child(request, 'unpackaged');
  const manifest = unpackaged === undefined ? { version: undefined, types: [] } : manifestOf(unpackaged);
  const apiVersion = Number.parseInt(childText(request, 'apiVersion') ?? '', 10);
  const id = startRetrieve(context, {
    types: manifest.types,
    version: manifest.version ?? (Number.isNaN(apiVersion) ? version : apiVersion),
    userId: user.id,
    singlePackage: childText(request, 'singlePackage') === 'true',
  });
  return soapAnswer('retrieve', writeXml({ result: { done: false, id, state: 'Queued' } }));
};

const checkRetrieveStatus: Operation = async ({ context, body }) => {
  const id = childText(body, 'asyncProcessId') ?? childText(body, 'id') ?? '';
  const result = await checkRetrieve(context, id);
  if (result === undefined) return soapFault('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id ${id}`);
  return soapAnswer('checkRetrieveStatus', writeXml({ result }));
};

/** [C] what differs between a type that is not known at all and one that another version has. */
function unknownType(name: string): Answer {
  const reason = metadataType(name) === undefined ? `Unknown type:${name}` : `Cannot use: ${name} in this version`;
  return soapFault('INVALID_TYPE', reason);
}

/** Queries of a listMetadata. [C] */
const MOST_QUERIES = 3;

const listMetadata: Operation = ({ context, version, body }) => {
  const asOf = Number.parseInt(childText(body, 'asOfVersion') ?? '', 10) || version;
  const queries = body.children.filter((element) => element.name === 'queries');
  const types = queries.map((query) => childText(query, 'type') ?? '');
  if (types.length > MOST_QUERIES) return tooMany(MOST_QUERIES);
  const unknown = types.find((name) => metadataType(name, asOf) === undefined);
  if (unknown !== undefined) return unknownType(unknown);
  const found = types.flatMap((name) => {
    const type = metadataType(name, asOf);
    return type === undefined ? [] : listComponents(context, type);
  });
  return soapAnswer('listMetadata', writeXml({ result: found.map((entry) => fileProperties(context, entry, '')) }));
};

const describeMetadata: Operation = ({ version, body }) => {
  const asOf = Number.parseInt(childText(body, 'asOfVersion') ?? '', 10) || version;
  const known = METADATA_TYPES.filter((type) => type.since <= asOf && asOf <= type.until);
  return soapAnswer(
    'describeMetadata',
    writeXml({
      result: {
        metadataObjects: known.map((type) => ({
          directoryName: type.folder,
          inFolder: false,
          metaFile: false,
          suffix: type.suffix,
          xmlName: type.name,
        })),
        organizationNamespace: '',
        partialSaveAllowed: true,
        testRequired: false,
      },
    }),
  );
};

const readMetadata: Operation = ({ context, user, version, body }) => {
  const name = childText(body, 'type') ?? childText(body, 'metadataType') ?? '';
  const type = metadataType(name, version) ?? METADATA_TYPES.find((candidate) => candidate.root === name);
  if (type === undefined) return unknownType(name);
  if (childTexts(body, 'fullNames').length > MOST_COMPONENTS) return tooMany(MOST_COMPONENTS);
  const records = childTexts(body, 'fullNames').map((fullName) => {
    const component = namesOf(context, type).includes(fullName)
      ? listComponents(context, type).find((entry) => entry.fullName === fullName)
      : undefined;
    if (component === undefined) return '<records xsi:nil="true"/>';
    const fields = writeXml({ fullName, ...fieldsToRetrieve(context, component, version, user.id) });
    return `<records xsi:type="${type.root}">${fields}</records>`;
  });
  return soapAnswer('readMetadata', `<result>${records.join('')}</result>`);
};

interface KnownOperation {
  readonly run: Operation;
  readonly evidence: Evidence;
}

/** Operations of the SOAP Metadata API. */
export const OPERATIONS: Readonly<Record<string, KnownOperation>> = {
  deploy: {
    run: deploy,
    evidence: certain('salesforce-clients: deploys the five types and reports each as created', 'metadata-guide'),
  },
  checkDeployStatus: {
    run: checkDeployStatus,
    evidence: certain('salesforce-clients: cancels a deploy that still runs', 'metadata-guide'),
  },
  cancelDeploy: {
    run: cancel,
    evidence: certain('salesforce-clients: cancels a deploy that still runs', 'metadata-guide'),
  },
  deployRecentValidation: {
    run: deployRecentValidation,
    evidence: certain('salesforce-clients: quick-deploys a validation', 'metadata-guide'),
  },
  retrieve: {
    run: retrieve,
    evidence: certain('wire-shapes: retrieves with singlePackage %s below "%s", and lists the manifest', 'recorded'),
  },
  checkRetrieveStatus: { run: checkRetrieveStatus, evidence: certain('recorded: files of a retrieve', 'recorded') },
  listMetadata: { run: listMetadata, evidence: certain('recorded: list of a type that is none', 'recorded') },
  describeMetadata: {
    run: describeMetadata,
    evidence: certain(
      'outside-clients: describes the metadata types, without those of later versions',
      'metadata-guide',
    ),
  },
  readMetadata: {
    run: readMetadata,
    evidence: certain('outside-clients: reads a component with the fields of the server', 'metadata-guide'),
  },
  createMetadata: {
    run: crudOperations.createMetadata,
    evidence: certain('outside-clients: creates a component once', 'metadata-guide'),
  },
  updateMetadata: {
    run: crudOperations.updateMetadata,
    evidence: certain('outside-clients: updates a component and loses the fields that it leaves out', 'metadata-guide'),
  },
  upsertMetadata: {
    run: crudOperations.upsertMetadata,
    evidence: certain('outside-clients: upserts, and hears whether it was created', 'metadata-guide'),
  },
  deleteMetadata: {
    run: crudOperations.deleteMetadata,
    evidence: certain('outside-clients: deletes components', 'metadata-guide'),
  },
};

/** Answers a call of the Metadata API. */
export async function soapOperation(name: string, request: SoapRequest): Promise<Answer> {
  const operation = own(OPERATIONS, name);
  if (operation === undefined) return noOperation(name);
  const refusal = metadataRefusal(request);
  if (refusal !== undefined) return soapFault('INSUFFICIENT_ACCESS', refusal);
  return operation.run(request);
}
