import { createHash } from 'node:crypto';
import './partials.js';
import renderStyle from '../../../templates/page/style.hbs';
import renderOrgStyle from '../../../templates/local-org/style.hbs';
import { THEMES } from '../../page/palette.js';
import type { Answer } from '../wire/answer.js';

const STYLE = `${renderStyle({ themes: THEMES }).trim()}\n${renderOrgStyle({}).trim()}`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Nothing is fetched, run or framed; its forms go to the local org alone. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_HASH}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Answers with a page that no other site can read, frame or keep. */
export function pageAnswer(status: number, render: (view: object) => string, view: object): Answer {
  return {
    status,
    headers: {
      'Content-Type': 'text/html;charset=UTF-8',
      'Content-Security-Policy': POLICY,
      'X-Frame-Options': 'DENY',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      // Without any, a browser would send the form with the origin "null".
      'Referrer-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    },
    body: render({ ...view, style: STYLE }),
  };
}
