import './environment.js';
import type { Connection } from '@salesforce/core';
import {
  MetadataApiDeploy,
  type DeployMessage,
  type MetadataApiDeployStatus,
} from '@salesforce/source-deploy-retrieve';
import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import type { ComponentFailure, DeployMode, DeployStatus } from './org.js';
import type { Bounds } from '../work.js';
import { isTimeOver } from '../ending.js';
import { poll } from './poll.js';
import { DamagedAnswerError } from './transport.js';

/** Sends a package by REST and gives the id of the deploy. Either all of it is taken or nothing (rollbackOnError). */
export async function startDeploy(connection: Connection, zip: Buffer, options: DeployMode): Promise<string> {
  const { checkOnly, ignoreWarnings = false } = options;
  const job = await connection.deploy(zip, {
    rest: true,
    checkOnly,
    rollbackOnError: true,
    singlePackage: true,
    ignoreWarnings,
  });
  // jsforce gives the text of an answer that it could not read.
  if (typeof job !== 'object' || !job.id) throw new DamagedAnswerError('the answer to the deploy has no id');
  return job.id;
}

/**
 * Follows a deploy until it is done.
 *
 * @throws DeployTimeoutError when the time is over; the deploy goes on in the org.
 */
export async function watchDeploy(
  connection: Connection,
  id: string,
  wait: Bounds,
  onStatus: (status: DeployStatus) => void,
): Promise<DeployStatus> {
  const operation = new MetadataApiDeploy({ usernameOrConnection: connection, id, apiOptions: { rest: true } });
  const check = async (): Promise<DeployStatus | undefined> => {
    const status = statusOf(id, await operation.checkStatus());
    onStatus(status);
    return status.done ? status : undefined;
  };
  const final = await poll(check, wait).catch((error: unknown) => {
    if (!isTimeOver(wait)) throw error;
  });
  if (final !== undefined) return final;
  throw new EcaError({
    name: 'DeployTimeoutError',
    message: `The deploy ${id} still runs in the org.`,
    actions: [`Run \`eca deploy resume ${id}\`: it waits on and then proves what was deployed.`],
    data: { id },
  });
}

/** Until a deploy is done the org may leave the details out, whatever SDR's type says. */
type ReportedStatus = Omit<MetadataApiDeployStatus, 'details'> & Partial<Pick<MetadataApiDeployStatus, 'details'>>;

function statusOf(id: string, { details, ...status }: ReportedStatus): DeployStatus {
  const messages = listOf(details?.componentFailures);
  const broken = (message: DeployMessage) => message.problemType !== 'Warning';
  if (typeof status.done !== 'boolean')
    throw new DamagedAnswerError('the status of the deploy does not say whether it is done');
  return {
    id,
    status: foreignText(status.status, 100),
    done: status.done,
    success: status.success,
    componentsDone: status.numberComponentsDeployed,
    componentsTotal: status.numberComponentsTotal,
    failures: messages.filter(broken).map(failureOf),
    warnings: listOf(details?.componentSuccesses)
      .filter((message) => message.problemType === 'Warning')
      .map(failureOf),
  };
}

function listOf(messages: DeployMessage | DeployMessage[] | undefined): DeployMessage[] {
  if (messages === undefined) return [];
  return Array.isArray(messages) ? messages : [messages];
}

/** Longest reason that is taken over: one that lists what a component lacks can be long. */
const PROBLEM_LENGTH = 2000;

function failureOf(message: DeployMessage): ComponentFailure {
  const line = Number(message.lineNumber);
  const column = Number(message.columnNumber);
  return {
    type: foreignText(message.componentType ?? ''),
    fullName: foreignText(message.fullName),
    problem: foreignText(message.problem ?? '', PROBLEM_LENGTH) || 'The org gave no reason.',
    ...(line > 0 ? { line } : {}),
    ...(column > 0 ? { column } : {}),
  };
}
