// What everything needs: digits, elements, themes, and the numbers that are drawn.
const root = document.documentElement;
const drawn = [];
const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};
const NAMESPACE = 'http://www.w3.org/2000/svg';
const svgElement = (tag, attributes) => {
  const element = document.createElementNS(NAMESPACE, tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  return element;
};
const css = name => getComputedStyle(root).getPropertyValue(name).trim();

// So many digits, as in the tables.
const format = (value, digits = 4) => {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 9999.5) return Number.isInteger(value) ? String(value) : value.toPrecision(digits);
  return value.toExponential(digits - 1).replace(/e([+-])(\d)$/, 'e$10$2');
};
const power = value => {
  const exponent = Math.round(Math.log10(value));
  return '10' + String(exponent).replace(/./g, c => c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[c]);
};
const decades = (low, high, most) => {
  const from = Math.ceil(Math.log10(low) - 1e-9), to = Math.floor(Math.log10(high) + 1e-9);
  const step = Math.max(1, Math.ceil((to - from) / most));
  const out = [];
  for (let exponent = from; exponent <= to; exponent += step) out.push(Number('1e' + exponent));
  return out;
};

// ---- theme
const system = matchMedia('(prefers-color-scheme: dark)');
let chosen = null, printing = false;
const applyTheme = () => {
  root.dataset.theme = printing ? 'light' : chosen || (system.matches ? 'dark' : 'light');
  drawn.forEach(redraw => redraw());
};
document.getElementById('theme').addEventListener('click', () => {
  chosen = root.dataset.theme === 'dark' ? 'light' : 'dark';
  applyTheme();
});
system.addEventListener('change', applyTheme);

// ---- draws in an element once it is visible, and again when the theme or its width changes
const mount = (element, draw) => {
  let width = 0;
  const redraw = () => { width = element.clientWidth; if (width) draw(width); };
  new ResizeObserver(() => { if (element.clientWidth !== width) redraw(); }).observe(element);
  drawn.push(redraw);
  return redraw;
};

// ---- entries of an array: whoever points at one tells all that show it, in the same part of the page
const partOf = element => element.closest('.fold') || document.querySelector('main');
const tell = (element, entry) => partOf(element).dispatchEvent(new CustomEvent('entry', { detail: { entry, by: element } }));
const hear = (element, react) => partOf(element).addEventListener('entry', ({ detail }) => { if (detail.by !== element) react(detail.entry); });

// ---- the numbers: deflated; a JSON text, and after it the arrays that it lists: the highest byte of all numbers, the next, …;
// of one that is like an earlier array, the bits that differ
const ARRAYS = { u8: Uint8Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array };
const array = (bytes, earlier, { at, count, kind, kept, like }) => {
  const size = ARRAYS[kind].BYTES_PER_ELEMENT, out = new Uint8Array(count * size);
  for (let byte = 0; byte < kept; byte++) {
    for (let i = 0, from = at + byte * count, to = size - 1 - byte; i < count; i++, to += size) out[to] = bytes[from + i];
  }
  if (like !== undefined) new Uint8Array(earlier[like].buffer).forEach((byte, i) => { out[i] ^= byte; });
  return new ARRAYS[kind](out.buffer);
};
const unpacked = async () => {
  const text = atob(document.getElementById('data').textContent), packed = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) packed[i] = text.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const buffer = await new Response(stream).arrayBuffer();
  const length = new DataView(buffer).getUint32(0, true);
  const data = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const bytes = new Uint8Array(buffer, 4 + length);
  const arrays = [];
  data.arrays.forEach(each => arrays.push(array(bytes, arrays, each)));
  return { ...data, arrays };
};

// ---- files made here
const save = (name, blob) => {
  const link = make('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};
const fileName = title => (title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'plumbline').slice(0, 60);
const csv = rows => rows.map(row => row.map(cell => /[",\r\n]/.test(cell) ? '"' + cell.replaceAll('"', '""') + '"' : cell).join(',') + '\r\n').join('');
const button = (words, label, click) => {
  const made = make('button', 'tool', words);
  made.type = 'button';
  made.setAttribute('aria-label', label);
  made.addEventListener('click', click);
  return made;
};
