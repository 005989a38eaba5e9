import type { Answer } from '../wire/answer.js';
import { runDeploy } from '../deploy/run.js';
import { METADATA_NAMESPACE } from '../metadata/read.js';
import { METADATA_TYPES, metadataPath, metadataType, rootOf } from '../metadata/types.js';
import type { MetadataType } from '../metadata/types.js';
import type { ComponentMessage } from '../state/deploy-job.js';
import { componentKey } from '../state/components.js';
import { soapAnswer, soapFault } from './envelope.js';
import { MOST_COMPONENTS, tooMany } from './limits.js';
import type { SoapRequest } from './request.js';
import type { XmlElement } from '../wire/xml-read.js';
import { childText, childTexts } from '../wire/xml-read.js';
import { escapeXml, writeXml } from '../wire/xml-write.js';

type Crud = (request: SoapRequest) => Answer;

/** Deploys one component right away, as the synchronous calls do. */
function deployFiles(request: SoapRequest, files: Readonly<Record<string, string>>): readonly ComponentMessage[] {
  const { context, user } = request;
  const options = { checkOnly: false, ignoreWarnings: true, rollbackOnError: true, purgeOnDelete: false };
  const createdDate = context.timestamp();
  return runDeploy(context, {
    id: context.nextId('0Af'),
    userId: user.id,
    options,
    files,
    createdDate,
    status: 'InProgress',
    messages: [],
    pollsLeft: 0,
    notBefore: 0,
  }).messages;
}

function manifest(type: MetadataType | undefined, fullName: string, version: number): string {
  const types = type === undefined ? undefined : { members: fullName, name: type.name };
  return `<Package xmlns="${METADATA_NAMESPACE}">${writeXml({ types, version: `${version}.0` })}</Package>`;
}

function serialise(element: XmlElement): string {
  const inner = element.children.length === 0 ? escapeXml(element.text) : element.children.map(serialise).join('');
  return `<${element.name}>${inner}</${element.name}>`;
}

function typeOf(element: XmlElement, version: number): MetadataType | undefined {
  const written = Object.entries(element.attributes).find(([name]) => name === 'type' || name.endsWith(':type'));
  const name = written?.[1].replace(/^.*:/, '') ?? '';
  return metadataType(name, version) ?? METADATA_TYPES.find((type) => type.root === name);
}

function outcome(fullName: string, message: ComponentMessage | undefined, created?: boolean): string {
  const ok = message?.success !== false;
  const errors = ok
    ? undefined
    : {
        message: message.problem ?? '',
        statusCode: /^[A-Z_]{6,}(?=:)/.exec(message.problem ?? '')?.[0] ?? 'UNKNOWN_EXCEPTION',
      };
  return writeXml({ result: { created, errors, fullName, success: ok } });
}

const save =
  (operation: 'createMetadata' | 'updateMetadata' | 'upsertMetadata'): Crud =>
  (request) => {
    const written = request.body.children.filter((element) => element.name === 'metadata');
    if (written.length > MOST_COMPONENTS) return tooMany(MOST_COMPONENTS);
    const results = written.map((element) => {
      const fullName = childText(element, 'fullName') ?? '';
      const type = typeOf(element, request.version);
      if (type === undefined) return outcome(fullName, problem('INVALID_TYPE: This type is not available'));
      const root = rootOf(type, fullName);
      const exists = request.context.world.components[componentKey(type.name, fullName)] !== undefined;
      if (operation === 'createMetadata' && exists) {
        return outcome(fullName, problem(`DUPLICATE_DEVELOPER_NAME: The name ${fullName} is in use`));
      }
      if (operation === 'updateMetadata' && !exists && type.name !== 'Settings') {
        return outcome(fullName, problem(`INVALID_CROSS_REFERENCE_KEY: no ${type.name} named ${fullName} found`));
      }
      const fields = element.children
        .filter((field) => field.name !== 'fullName')
        .map(serialise)
        .join('');
      const messages = deployFiles(request, {
        'package.xml': manifest(type, fullName, request.version),
        [metadataPath(type, fullName)]: `<${root} xmlns="${METADATA_NAMESPACE}">${fields}</${root}>`,
      });
      return outcome(fullName, messages[0], operation === 'upsertMetadata' ? !exists : undefined);
    });
    return soapAnswer(operation, results.join(''));
  };

function problem(text: string): ComponentMessage {
  const base = { componentType: '', fullName: '', fileName: '', created: false, changed: false, deleted: false };
  return { ...base, success: false, problem: text };
}

const deleteMetadata: Crud = (request) => {
  const name = childText(request.body, 'type') ?? '';
  const type = metadataType(name, request.version);
  if (type === undefined) return soapFault('INVALID_TYPE', `Unknown type:${name}`);
  const names = childTexts(request.body, 'fullNames');
  if (names.length > MOST_COMPONENTS) return tooMany(MOST_COMPONENTS);
  const results = names.map((fullName) => {
    const [message] = deployFiles(request, {
      'package.xml': manifest(undefined, '', request.version),
      'destructiveChanges.xml': manifest(type, fullName, request.version),
    });
    const missing = message?.deleted !== true;
    return outcome(
      fullName,
      missing ? problem(`INVALID_CROSS_REFERENCE_KEY: no ${name} named ${fullName} found`) : message,
    );
  });
  return soapAnswer('deleteMetadata', results.join(''));
};

/** The synchronous calls of the Metadata API, each a small deploy of its own. */
export const crudOperations = {
  createMetadata: save('createMetadata'),
  updateMetadata: save('updateMetadata'),
  upsertMetadata: save('upsertMetadata'),
  deleteMetadata,
} as const satisfies Readonly<Record<string, Crud>>;
