/** One curve of a panel. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

/** Curves of one unit over the same times. */
export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
}

/** What is drawn. */
export interface Plot {
  readonly title: string;
  /** Minutes since the start, one for each value. */
  readonly minutes: readonly number[];
  readonly panels: readonly Panel[];
}

const WIDTH = 900;
const PANEL_HEIGHT = 180;
const PLOT_HEIGHT = 110;
const LEFT = 70;
const TOP = 50;
const PLOT_WIDTH = WIDTH - LEFT - 30;
const COLOURS = ['#1f5fbf', '#d2691e', '#2e8b57'];

/** Draws panels below each other, each from zero to its highest value, as a picture that needs nothing else. */
export function plotSvg({ title, minutes, panels }: Plot): string {
  const height = TOP + panels.length * PANEL_HEIGHT;
  const drawn = panels.map((panel, at) => drawPanel(panel, minutes, TOP + at * PANEL_HEIGHT));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"
  font-family="system-ui, sans-serif" font-size="12" fill="#333">
<title>${escapeXml(title)}</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${LEFT}" y="26" font-size="16">${escapeXml(title)}</text>
${drawn.join('\n')}
</svg>
`;
}

function drawPanel({ title, unit, series }: Panel, minutes: readonly number[], top: number): string {
  const highest = roundUp(Math.max(...series.flatMap(({ values }) => values), 0));
  const last = minutes.at(-1) ?? 1;
  const x = (at: number) => LEFT + ((minutes[at] ?? 0) / last) * PLOT_WIDTH;
  const y = (value: number) => top + 20 + PLOT_HEIGHT * (1 - value / highest);
  const grid = [0, 0.5, 1].map((share) => {
    const at = y(share * highest).toFixed(1);
    return (
      `<line x1="${LEFT}" x2="${LEFT + PLOT_WIDTH}" y1="${at}" y2="${at}" stroke="#ddd"/>` +
      `<text x="${LEFT - 8}" y="${at}" dy="4" text-anchor="end">${(share * highest).toLocaleString('en-US')}</text>`
    );
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const text = `${(share * last).toLocaleString('en-US', { maximumFractionDigits: 1 })} min`;
    return `<text x="${LEFT + share * PLOT_WIDTH}" y="${top + 20 + PLOT_HEIGHT + 18}" text-anchor="middle">${text}</text>`;
  });
  const curves = series.map(({ values }, at) => {
    const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    return `<polyline points="${points}" fill="none" stroke="${COLOURS[at % COLOURS.length]}" stroke-width="1.5"/>`;
  });
  const names = series.map(
    ({ name }, at) => `<tspan fill="${COLOURS[at % COLOURS.length]}" dx="12">${escapeXml(name)}</tspan>`,
  );
  const head = `<text x="${LEFT}" y="${top + 10}">${escapeXml(title)}, ${escapeXml(unit)}${names.join('')}</text>`;
  return [head, ...grid, ...ticks, ...curves].join('\n');
}

/** The next number above that reads well: 1, 2 or 5 and zeros. */
function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((each) => each * power >= value) ?? 10;
  return step * power;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
