import renderRefusal from '../../../templates/local-org/refusal.hbs';
import type { Answer } from '../wire/answer.js';
import { pageAnswer } from './answer.js';
import { shownTexts } from './text.js';

/** Says on a page why there is no other. */
export function refusalPage(status: number, message: string): Answer {
  return pageAnswer(status, renderRefusal, shownTexts({ message }));
}
