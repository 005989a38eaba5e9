import type { Answer } from '../wire/answer.js';
import { soapFault } from './envelope.js';

/** Components of one of the synchronous calls. [C] */
export const MOST_COMPONENTS = 10;

/** Refuses more than a call takes. [C] that it is refused; [U] code and words */
export function tooMany(most: number): Answer {
  return soapFault(
    'EXCEEDED_ID_LIMIT',
    `record limit reached. cannot submit more than ${most} records into this operation`,
  );
}
