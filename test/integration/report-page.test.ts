import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPage } from '../../src/report/html.js';
import { shownRun } from '../../src/report/run-texts.js';
import { emptyFolder } from '../cli/run-eca.js';
import { hostileRun } from '../unit/report/hostile-run.js';
import { twentyOrgs } from '../unit/report/twenty-orgs.js';

/** Debian's, or the one that somebody names; none is downloaded. */
const CHROMIUM = [process.env.ECA_CHROMIUM ?? '', '/usr/bin/chromium'].find((path) => path !== '' && existsSync(path));
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

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
      // A container has no sandbox, and little shared memory.
      const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
      browser = await launch({ executablePath: CHROMIUM ?? '', headless: true, args });
    }, 60_000);
    afterAll(() => browser.close());

    async function opened(name: string, width: number, theme: string): Promise<{ page: Page; complaints: string[] }> {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('request', (request) => {
        if (request.url() !== files.get(name)) complaints.push(`asks for ${request.url()}`);
      });
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
      await page.goto(files.get(name) ?? '');
      return { page, complaints };
    }

    it.each(CASES)(
      '%s at %d pixels, %s: nothing is fetched, nothing is wider than the page, and axe finds nothing',
      async (name, width, theme) => {
        const { page, complaints } = await opened(name, width, theme);
        // All that can be opened is looked at.
        await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
        const widths = (await page.evaluate('[document.documentElement.scrollWidth, window.innerWidth]')) as readonly [
          number,
          number,
        ];
        expect(widths[0]).toBeLessThanOrEqual(widths[1]);
        expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
          theme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(15, 20, 26)',
        );
        expect(complaints).toEqual([]);
        await page.evaluate(readFileSync(AXE, 'utf8'));
        const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
        expect(violations.map(({ id, nodes }) => [id, nodes.slice(0, 2).map(({ html }) => html)])).toEqual([]);
        await page.close();
      },
      60_000,
    );
  },
);
