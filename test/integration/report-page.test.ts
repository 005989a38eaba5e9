import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPage } from '../../src/report/html.js';
import { shownRun } from '../../src/report/run-texts.js';
import { CHROMIUM, expectReadable, openPage, startBrowser } from '../browser.js';
import { emptyFolder } from '../cli/run-eca.js';
import { hostileRun } from '../unit/report/hostile-run.js';
import { twentyOrgs } from '../unit/report/twenty-orgs.js';

const RUNS = { 'of twenty orgs': twentyOrgs(), 'of hostile texts': hostileRun() };
const CASES = Object.keys(RUNS).flatMap((name) =>
  [390, 1280].flatMap((width) => ['light', 'dark'].map((theme) => [name, width, theme] as const)),
);

// The run says which of both happened.
console.log(
  CHROMIUM === undefined
    ? 'SKIPPED: no chromium is installed, so no browser opens the page.'
    : `The page is opened by ${CHROMIUM}.`,
);

describe.skipIf(CHROMIUM === undefined)(
  CHROMIUM === undefined
    ? 'the page in a browser (SKIPPED: no chromium is installed)'
    : `the page in a browser (${CHROMIUM})`,
  () => {
    let browser: Browser;
    const files = new Map<string, string>();

    beforeAll(async () => {
      const folder = emptyFolder();
      for (const [name, run] of Object.entries(RUNS)) {
        const file = join(folder, `${name.replaceAll(' ', '-')}.html`);
        writeFileSync(file, toPage(shownRun(run)));
        files.set(name, pathToFileURL(file).href);
      }
      browser = await startBrowser();
    }, 60_000);
    afterAll(() => browser.close());

    it.each(CASES)(
      '%s at %d pixels, %s: nothing is fetched, nothing is wider than the page, and axe finds nothing',
      async (name, width, theme) => {
        const { page, complaints } = await openPage(browser, { url: files.get(name) ?? '', width, theme });
        await expectReadable(page, theme);
        expect(complaints).toEqual([]);
        await page.close();
      },
      60_000,
    );
  },
);
