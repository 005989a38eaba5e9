const whole = (value) => value.toFixed(0);
const times = (value) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)}x`;

/** Sets rows of cells as a Markdown table, the first one as its head. */
function table([head, ...rows]) {
  const widths = head.map((_, at) => Math.max(3, ...[head, ...rows].map((row) => row[at].length)));
  const line = (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** What single runs take, beside a bare node and the aims. */
export function startsTable(rows, { rounds, machine, date }) {
  const head = ['command', 'time, ms', 'CPU, ms', 'CPU, times bare node', 'peak memory, MB', 'aim'];
  const cells = rows.map((row) => [
    row.name,
    whole(row.wallMs),
    whole(row.cpuMs),
    times(row.cpu),
    whole(row.megabytes),
    aimOf(row.aim),
  ]);
  const besideSf = besides(rows);
  return [
    `Medians of ${rounds} interleaved runs on ${date}: ${machine}.`,
    '',
    table([head, ...cells]),
    ...(besideSf === '' ? [] : ['', besideSf]),
  ].join('\n');
}

function aimOf({ wall, cpu, megabytes }) {
  return [wall && `${wall}x in time`, cpu && `${cpu}x in CPU`, megabytes && `${megabytes} MB`]
    .filter(Boolean)
    .join(', ');
}

function besides(rows) {
  const deploy = rows.find(({ name }) => name.includes('eca deploy'));
  const said = rows
    .filter(({ name }) => name.includes('sf project'))
    .map(
      (sf) =>
        `${(deploy.wallMs / sf.wallMs).toFixed(2)} of the time and ${(deploy.cpuMs / sf.cpuMs).toFixed(2)} of the CPU of ${sf.name}`,
    );
  return said.length === 0 ? '' : `\`eca deploy\`, from plan to proof, takes ${said.join(', and ')}.`;
}

/** How cost grows. */
export function scaleTable({ grown, large }) {
  const rows = grown.map(({ name, points, slope, rSquared }) => {
    const last = points.at(-1);
    return [
      name,
      points.map(({ size }) => size).join(', '),
      points.map(({ wallMs }) => whole(wallMs)).join(', '),
      slope.toFixed(2),
      rSquared.toFixed(3),
      whole(last.megabytes),
    ];
  });
  const { small, large: big, apps } = large;
  const org = `\`eca plan\` of three apps in an org of ${apps} apps takes ${(big.cpuMs / small.cpuMs).toFixed(2)} times the CPU and ${(big.megabytes / small.megabytes).toFixed(2)} times the memory of the same in an org of three (${whole(small.cpuMs)} ms, ${whole(small.megabytes)} MB).`;
  return [
    table([['what', 'sizes', 'time, ms', 'ms for each', 'R²', 'peak memory of the largest, MB'], ...rows]),
    '',
    org,
  ].join('\n');
}
