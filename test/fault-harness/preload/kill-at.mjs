// Loaded before eca: kills the process as soon as it has said a line, so that no busy machine lets it go on.
const at = new RegExp(process.env.ECA_TEST_KILL_AT);

const write = process.stderr.write.bind(process.stderr);
let rest = '';
process.stderr.write = (chunk, ...args) => {
  const written = write(chunk, ...args);
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  if (lines.some((line) => at.test(line))) process.kill(process.pid, 'SIGKILL');
  return written;
};
