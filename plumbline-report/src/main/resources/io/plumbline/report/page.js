// What every plot needs: the data, digits, themes, an ECharts instance that follows its element.
const data = JSON.parse(document.getElementById('data').textContent);
const arrays = data.arrays.map(values => values.map(Number));
const root = document.documentElement;
const drawn = [];
const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};
const css = name => getComputedStyle(root).getPropertyValue(name).trim();
const palette = () => data.palettes[root.dataset.theme];

// Four digits, as in the tables.
const format = value => {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 9999.5) return Number.isInteger(value) ? String(value) : value.toPrecision(4);
  return value.toExponential(3).replace(/e([+-])(\d)$/, 'e$10$2');
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
  drawn.forEach(plot => plot.redraw());
};
document.getElementById('theme').addEventListener('click', () => {
  chosen = root.dataset.theme === 'dark' ? 'light' : 'dark';
  applyTheme();
});
system.addEventListener('change', applyTheme);

// ---- one ECharts instance in an element, drawn once it is visible and again when the theme or width changes
const mount = (element, renderer, options, before, after) => {
  let chart = null, width = 0;
  const redraw = () => {
    if (chart) chart.dispose();
    chart = null;
    width = element.clientWidth;
    if (!width) return;
    if (before) before(width);
    chart = echarts.init(element, null, { renderer, devicePixelRatio: Math.max(2, devicePixelRatio) });
    chart.setOption(options(width));
    if (after) after();
  };
  new ResizeObserver(() => { if (element.clientWidth !== width) redraw(); }).observe(element);
  const plot = { redraw };
  drawn.push(plot);
  return plot;
};
const text = () => ({ color: css('--muted'), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 });
const tooltipStyle = () => ({
  backgroundColor: css('--surface'), borderColor: css('--line'), confine: true,
  textStyle: { color: css('--ink'), fontSize: 13, fontFamily: text().fontFamily },
});
const escape = string => echarts.format.encodeHTML(string);
