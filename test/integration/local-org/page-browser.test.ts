import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { CHROMIUM, expectReadable, openPage, startBrowser } from '../../browser.js';
import { makeHostile, pageOrg, pairOf } from './page-org.js';

const CASES = [390, 1280].flatMap((width) => ['light', 'dark'].map((theme) => [width, theme] as const));

describe.skipIf(CHROMIUM === undefined)(
  CHROMIUM === undefined
    ? 'the page of the local org in a browser (SKIPPED: no chromium is installed)'
    : `the page of the local org in a browser (${CHROMIUM})`,
  () => {
    let browser: Browser;
    let org: LocalOrg;
    let info: LocalOrgInfo;

    beforeAll(async () => {
      ({ org, info } = await pageOrg());
      makeHostile(org);
      browser = await startBrowser();
    }, 60_000);
    afterAll(async () => {
      await browser.close();
      await org.stop();
    });

    it.each(CASES)(
      'at %d pixels, %s: nothing is fetched, nothing is wider than the page, and axe finds nothing',
      async (width, theme) => {
        const { page, complaints } = await openPage(browser, { url: `${info.instanceUrl}/`, width, theme });
        await expectReadable(page, theme);
        expect(complaints).toEqual([]);
        await page.close();
      },
      60_000,
    );

    it('shows key and secret after a click, without script', async () => {
      const url = `${info.instanceUrl}/`;
      const { page } = await openPage(browser, { url, width: 390, theme: 'light' });
      await page.setJavaScriptEnabled(false);
      await page.reload();
      await page.click('summary');
      await Promise.all([page.waitForNavigation(), page.click('article button')]);
      await page.setJavaScriptEnabled(true);
      expect(await page.content()).toContain(pairOf(org).secret);
      await expectReadable(page, 'light');
      await page.close();
    }, 60_000);
  },
);
