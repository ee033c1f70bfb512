// Records commands in a real terminal as an animated SVG.
//
//   npm install @xterm/headless        (MIT; in any folder, whose node_modules NODE_PATH names)
//   node docs/images/record.mjs docs/images/first-minutes.svg "./plumbline run" "./plumbline check …"
//
// Each command runs in a pseudo-terminal of 100 columns and 30 rows (util-linux's script makes it), and what
// the terminal shows becomes frames. Pauses are cut to a third of a second, so that nobody waits for a build
// or a training; the clock in the corner goes on as it went. Nothing else is changed.

import { spawn } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { Terminal } = createRequire(import.meta.url)("@xterm/headless");

const COLUMNS = 100;
const ROWS = 30;
const PAUSE = 0.3; // seconds that a frame stands at most
const LEAST = 0.15; // frames that are nearer to each other are one
const LAST = 7; // seconds that the end of a command stands
const ADVANCE = 8.43; // of a letter of 14 pixels
const PALETTE = ["#6e7681", "#ff7b72", "#7ee787", "#e3b341", "#79c0ff", "#d2a8ff", "#76e3ea", "#ffffff"];
const PLAIN = "#d8dee9";

// Spaces that do not break: in a picture others fall together.
const escaped = (text) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/ /g, "\u00a0");

const terminal = new Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true, scrollback: 0 });
const write = (data) => new Promise((done) => terminal.write(data, done));

/** The screen as SVG texts, one for each run of letters that look alike. */
function screen() {
  const buffer = terminal.buffer.active;
  let texts = "";
  for (let y = 0; y < ROWS; y++) {
    const line = buffer.getLine(buffer.baseY + y);
    let run = null;
    const close = () => {
      if (run && run.text.trim()) {
        const bold = run.bold ? ' font-weight="bold"' : "";
        const x = (12 + run.at * ADVANCE).toFixed(1);
        texts += `<text x="${x}" y="${32 + 18 * y}" fill="${run.fill}"${bold}>${escaped(run.text.trimEnd())}</text>`;
      }
      run = null;
    };
    for (let x = 0; line && x < COLUMNS; x++) {
      const cell = line.getCell(x);
      const fill = cell.isFgDefault() ? PLAIN : PALETTE[cell.getFgColor() % 8];
      const bold = cell.isBold() !== 0;
      if (run && (run.fill !== fill || run.bold !== bold)) {
        close();
      }
      run ??= { at: x, text: "", fill, bold };
      run.text += cell.getChars() || " ";
    }
    close();
  }
  return texts;
}

/** Runs a command in a terminal of its own, and calls back whenever it has printed. */
function run(command, printed) {
  return new Promise((done, failed) => {
    const shell = `stty cols ${COLUMNS} rows ${ROWS}; ${command}`;
    const child = spawn("script", ["-qefc", shell, "/dev/null"], {
      env: { ...process.env, TERM: "xterm-256color" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let last = Promise.resolve();
    child.stdout.on("data", (data) => {
      last = last.then(() => write(data)).then(printed);
    });
    child.on("error", failed);
    child.on("close", () => last.then(done));
  });
}

const frames = []; // { seconds, texts, clock }
let clock = 0;

async function record(command) {
  await write("\x1b[2J\x1b[H$ ");
  for (let k = 0; k < command.length; k += 4) {
    await write(command.slice(k, k + 4));
    frames.push({ seconds: k + 4 >= command.length ? 0.6 : 0.08, texts: screen(), clock });
  }
  await write("\r\n");
  const began = performance.now();
  const now = () => (performance.now() - began) / 1000;
  let shown = { at: 0, texts: screen() };
  await run(command, () => {
    const at = now();
    if (at - shown.at >= LEAST) {
      frames.push({ seconds: Math.min(at - shown.at, PAUSE), texts: shown.texts, clock: clock + shown.at });
      shown = { at, texts: screen() };
    }
  });
  clock += now();
  frames.push({ seconds: LAST, texts: screen(), clock });
}

function svg() {
  const total = frames.reduce((sum, frame) => sum + frame.seconds, 0);
  const width = Math.ceil(24 + COLUMNS * ADVANCE);
  const height = 44 + ROWS * 18;
  let styles = "";
  let groups = "";
  let at = 0;
  frames.forEach((frame, k) => {
    const begin = ((100 * at) / total).toFixed(3);
    at += frame.seconds;
    const end = ((100 * at) / total).toFixed(3);
    styles +=
      `@keyframes f${k}{0%{opacity:0}${begin}%{opacity:1}${end}%{opacity:0}100%{opacity:0}}` +
      `#f${k}{opacity:0;animation:f${k} ${total.toFixed(2)}s step-end infinite}`;
    const stamp = `${Math.floor(frame.clock / 60)}:${String(Math.floor(frame.clock % 60)).padStart(2, "0")}`;
    groups += `<g id="f${k}">${frame.texts}<text x="${width - 50}" y="${height - 8}" fill="#8b949e">${stamp}</text></g>`;
  });
  styles += `@media (prefers-reduced-motion:reduce){g{animation:none!important}#f${frames.length - 1}{opacity:1}}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
    'font-family="ui-monospace,DejaVu Sans Mono,monospace" font-size="14">' +
    `<title>The first minutes at a terminal</title><style>${styles}</style>` +
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>${groups}</svg>\n`
  );
}

const [file, ...commands] = process.argv.slice(2);
if (commands.length === 0) {
  console.error("usage: node record.mjs FILE.svg COMMAND…");
  process.exit(2);
}
for (const command of commands) {
  await record(command);
}
writeFileSync(file, svg());
console.error(`${frames.length} frames, ${Math.ceil(statSync(file).size / 1000)} kB`);
