import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRELOAD = fileURLToPath(new URL('./measure.cjs', import.meta.url));

/**
 * Runs a program of Node once.
 *
 * @param {readonly string[]} words - The words after `node`.
 * @param {{ cwd: string, env: Record<string, string>, exitCode?: number }} place
 * @returns {Promise<{ wallMs: number, cpuMs: number, megabytes: number, stdout: string }>} CPU and memory of the process itself.
 */
export async function measured(words, { cwd, env, exitCode = 0 }) {
  const file = join(cwd, `cost-${process.pid}.json`);
  const started = performance.now();
  const { code, stdout, stderr } = await run(['--require', PRELOAD, ...words], {
    cwd,
    env: { ...env, ECA_BENCH_COST: file },
  });
  const wallMs = performance.now() - started;
  if (code !== exitCode) throw new Error(`node ${words.join(' ')} ended with ${code}:\n${stderr}${stdout}`);
  const cost = JSON.parse(await readFile(file, 'utf8'));
  await rm(file, { force: true });
  return { wallMs, ...cost, stdout };
}

function run(words, options) {
  return new Promise((done) => {
    execFile(process.execPath, words, { ...options, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : (error.code ?? error.signal), stdout, stderr });
    });
  });
}

/** @param {readonly number[]} list */
export function median(list) {
  const sorted = [...list].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * Fits a line through points and says how well it fits.
 *
 * @param {readonly (readonly [number, number])[]} points
 * @returns {{ slope: number, rSquared: number }}
 */
export function line(points) {
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [x, y] = [mean(points.map(([one]) => one)), mean(points.map(([, other]) => other))];
  const slope =
    points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
  const left = points.reduce((sum, [a, b]) => sum + (b - (y + slope * (a - x))) ** 2, 0);
  return { slope, rSquared: 1 - left / points.reduce((sum, [, b]) => sum + (b - y) ** 2, 0) };
}
