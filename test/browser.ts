import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { expect } from 'vitest';

/** Debian's, or the one that somebody names; none is downloaded. */
export const CHROMIUM = [process.env.ECA_CHROMIUM ?? '', '/usr/bin/chromium'].find(
  (path) => path !== '' && existsSync(path),
);
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Starts the browser. */
export function startBrowser(): Promise<Browser> {
  // A container has no sandbox, and little shared memory.
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
  return launch({ executablePath: CHROMIUM ?? '', headless: true, args });
}

/** How a page is looked at. */
export interface Look {
  readonly url: string;
  readonly width: number;
  readonly theme: string;
}

/** Opens a page, and collects what it asks for and complains about. */
export async function openPage(browser: Browser, look: Look): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => {
    // A browser asks every server for its icon.
    if (request.url() !== look.url && !request.url().endsWith('/favicon.ico'))
      complaints.push(`asks for ${request.url()}`);
  });
  await page.setViewport({ width: look.width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: look.theme }]);
  await page.goto(look.url);
  return { page, complaints };
}

/** Opens all that can be opened, and holds the page to its width, its theme and what axe asks for. */
export async function expectReadable(page: Page, theme: string): Promise<void> {
  await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
  const widths = (await page.evaluate('[document.documentElement.scrollWidth, window.innerWidth]')) as readonly [
    number,
    number,
  ];
  expect(widths[0]).toBeLessThanOrEqual(widths[1]);
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
    theme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(15, 20, 26)',
  );
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  expect(violations.map(({ id, nodes }) => [id, nodes.slice(0, 2).map(({ html }) => html)])).toEqual([]);
}
