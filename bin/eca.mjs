#!/usr/bin/env node
// Starts eca. This file must also parse and run on a Node that is too old for the rest, to say so in one sentence.
// Node's modules come from getBuiltinModule: an import would copy all of their exports, which costs each start.
const REQUIRED = [22, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const read = (path) => process.getBuiltinModule('fs').readFileSync(new URL(path, import.meta.url), 'utf8');

/** Finds the help text that the words ask for, when they ask for nothing else. */
function readyText(words) {
  if (words.length === 1 && words[0] === '--version') return `${JSON.parse(read('../package.json')).version}\n`;
  const asked = words.filter((word) => word !== '--help' && word !== '-h' && word !== 'help');
  if (asked.length === words.length && words.length > 0) return undefined;
  if (asked.some((word) => word.startsWith('-'))) return undefined;
  return JSON.parse(read('../dist/help.json'))[asked.join(' ')];
}

/** Says it as every other error is said: with --json as the one object on standard output. */
function sayTooOld(message) {
  process.exitCode = 4;
  const actions = ['Run it by a newer Node.js, such as `npx -p node@22 -p eca-as-code eca`.'];
  const error = { status: 4, name: 'RuntimeTooOldError', message, actions, exitCode: 4, warnings: [] };
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(error, null, 2)}\n`);
  else process.stderr.write(`${message}\n`);
}

async function start() {
  if (major < REQUIRED[0] || (major === REQUIRED[0] && minor < REQUIRED[1])) {
    sayTooOld(`eca needs Node.js ${REQUIRED.join('.')} or newer; this is ${process.versions.node}.`);
    return;
  }
  if (!process.getBuiltinModule('fs').existsSync(new URL('../dist/load.cjs', import.meta.url))) {
    process.stderr.write('eca is not built: run `npm run build` in its folder.\n');
    process.exitCode = 4;
    return;
  }
  const text = readyText(process.argv.slice(2));
  if (text !== undefined) {
    // Whoever reads has seen enough; that is no failure to speak of.
    process.stdout.on('error', ({ code }) => process.exit(code === 'EPIPE' ? 141 : 1));
    process.stdout.write(text);
    return;
  }
  const { load } = process.getBuiltinModule('module').createRequire(import.meta.url)('../dist/load.cjs');
  // What a shell asks while somebody types.
  if (process.argv[2] === '__complete') load('complete').complete(process.argv.slice(3));
  else await load('cli').runProcess();
}

await start();
