/** Sizes in pixels. */
const LETTER = 8.4;
const LINE = 20;
const EDGE = 16;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Colour of a line of a plan, as on a terminal. */
function colourOf(line: string): string {
  if (/^\s+\+/.test(line)) return '#7ee787';
  if (/^\s+~/.test(line)) return '#e3b341';
  return '#e6edf3';
}

/** Draws the screen of a terminal, line by line, as SVG that needs nothing else. */
export function screenPicture(title: string, screen: string): string {
  const lines = screen.trimEnd().split('\n');
  const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * LETTER) + 2 * EDGE;
  const height = lines.length * LINE + 2 * EDGE;
  const texts = lines.map((line, index) => {
    const y = EDGE + (index + 0.75) * LINE;
    return `  <text x="${EDGE}" y="${y}" fill="${colourOf(line)}" xml:space="preserve">${escaped(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
  <title>${escaped(title)}</title>
  <rect width="100%" height="100%" rx="8" fill="#0d1117"/>
  <g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">
${texts.join('\n')}
  </g>
</svg>
`;
}
