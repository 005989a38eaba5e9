#!/usr/bin/env node
// Starts eca. This file must also parse and run on a Node that is too old for the rest, to say so in one sentence.
// Node's modules come from getBuiltinModule: an import would copy all of their exports, which costs each start.
const REQUIRED = [22, 12];
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

async function start() {
  if (major < REQUIRED[0] || (major === REQUIRED[0] && minor < REQUIRED[1])) {
    process.stderr.write(`eca needs Node.js ${REQUIRED.join('.')} or newer; this is ${process.versions.node}.\n`);
    process.exitCode = 4;
    return;
  }
  if (!process.getBuiltinModule('fs').existsSync(new URL('../dist/cli.mjs', import.meta.url))) {
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
  process.getBuiltinModule('module').enableCompileCache();
  const { runProcess } = await import('../dist/cli.mjs');
  await runProcess();
}

await start();
