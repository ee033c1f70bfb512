'use strict';
(() => {
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

  // ---- heatmaps
  const position = (scale, value) => {
    if (scale.type === 'log') return Math.log10(Math.min(scale.high, Math.max(scale.low, value)));
    return Math.min(scale.high, Math.max(scale.low, value));
  };
  const rampOf = scale => scale.type === 'diverging' ? palette().diverging
    : scale.type === 'log' ? palette().sequential : ['#000000', '#ffffff'];
  const visualMap = scale => {
    if (scale.type === 'categories') {
      return {
        type: 'piecewise', show: false, dimension: 2, seriesIndex: 0,
        pieces: scale.categories.map((category, value) => ({ value, color: category.colour })),
      };
    }
    const ends = scale.type === 'log' ? [Math.log10(scale.low), Math.log10(scale.high)] : [scale.low, scale.high];
    if (ends[0] === ends[1]) { ends[0] -= 1; ends[1] += 1; }
    return { type: 'continuous', show: false, min: ends[0], max: ends[1], dimension: 2, seriesIndex: 0, inRange: { color: rampOf(scale) } };
  };
  const signs = { GOOD: '', TIED: '/', UNDECIDED: '·', BAD: '×' };
  const drawScale = (element, scale) => {
    element.replaceChildren();
    if (scale.type === 'categories') {
      const states = make('div', 'states');
      scale.categories.forEach(category => {
        const entry = make('span'), swatch = make('span', 'swatch', signs[category.role]);
        swatch.style.background = category.colour;
        swatch.setAttribute('aria-hidden', 'true');
        entry.append(swatch, category.name);
        states.append(entry);
      });
      element.append(states);
      return;
    }
    const ramp = make('div', 'ramp'), ticks = make('div', 'ticks');
    ramp.style.background = 'linear-gradient(to right, ' + rampOf(scale).join(', ') + ')';
    const log = scale.type === 'log';
    const values = log ? decades(scale.low, scale.high, 4) : [scale.low, (scale.low + scale.high) / 2, scale.high];
    const ends = [position(scale, scale.low), position(scale, scale.high)];
    values.forEach((value, index) => {
      const sign = !log && scale.type === 'diverging' && index === 2 ? '+' : '';
      const tick = make('span', '', log ? power(value) : sign + String(Number(value.toPrecision(3))).replace('-', '−'));
      tick.style.left = 100 * (position(scale, value) - ends[0]) / (ends[1] - ends[0] || 1) + '%';
      ticks.append(tick);
    });
    element.append(ramp, ticks);
  };
  const every = count => [1, 2, 4, 5, 7, 8, 10, 14, 16, 20, 28, 32, 50, 56, 64, 100, 128, 200, 256].find(step => count / step <= 5) || Math.ceil(count / 4);
  const LEFT = 26, BOTTOM = 18;

  const heatmaps = spec => {
    const frame = document.querySelector('[data-chart="' + spec.id + '"]');
    const output = document.querySelector('[data-output="' + spec.id + '"]');
    const tip = make('div', 'tip');
    tip.hidden = true;
    frame.append(tip);
    let overlay = true, current = null;
    const panels = [...frame.querySelectorAll('.map')].map((element, index) => ({
      element, map: spec.maps[index], scale: element.parentElement.querySelector('.scale'), side: 1, cursor: make('div', 'cursor'),
    }));

    const reason = pixel => spec.overlay ? spec.overlay.texts[spec.overlay.reasons[pixel]] : '';
    const stateOf = (map, pixel) => map.scale.type === 'categories' ? map.scale.categories[arrays[map.values][pixel]] : null;
    const numbersOf = pixel => spec.readouts.map(readout => [readout.name, format(arrays[readout.values][pixel])]);
    const wordsOf = pixel => [
      ...panels.map(panel => stateOf(panel.map, pixel)).filter(Boolean).map(state => state.name),
      ...(reason(pixel) ? [reason(pixel)] : []),
    ];
    const place = pixel => 'row ' + Math.floor(pixel / spec.columns) + ', column ' + pixel % spec.columns;

    const hide = () => { current = null; tip.hidden = true; panels.forEach(panel => { panel.cursor.style.display = 'none'; }); };
    const show = (panel, pixel) => {
      if (pixel === current && !tip.hidden && tip.owner === panel) return;
      current = pixel;
      tip.owner = panel;
      tip.replaceChildren(make('b', '', place(pixel)));
      const list = make('dl');
      numbersOf(pixel).forEach(([name, number]) => list.append(make('dt', '', name), make('dd', '', number)));
      tip.append(list);
      wordsOf(pixel).forEach(words => tip.append(make('p', '', words)));
      tip.hidden = false;
      const row = Math.floor(pixel / spec.columns), column = pixel % spec.columns;
      panels.forEach(other => {
        const style = other.cursor.style;
        style.display = 'block';
        style.left = LEFT + column * other.side - 1 + 'px';
        style.top = row * other.side - 1 + 'px';
        style.width = style.height = Math.max(other.side, 3) + 2 + 'px';
      });
      const box = panel.element.getBoundingClientRect(), outer = frame.getBoundingClientRect();
      const x = box.left - outer.left + LEFT + (column + 1) * panel.side + 12;
      const fits = x + tip.offsetWidth < outer.width;
      tip.style.left = Math.max(0, fits ? x : x - tip.offsetWidth - panel.side - 24) + 'px';
      const below = box.top - outer.top + (row + 1) * panel.side + 12;
      tip.style.top = (fits || x - tip.offsetWidth - panel.side - 24 >= 0 ? below - panel.side - 12 : below) + 'px';
      output.textContent = [place(pixel), ...numbersOf(pixel).map(pair => pair.join(' ')), ...wordsOf(pixel)].join(', ');
    };
    const pixelAt = (panel, event) => {
      const box = panel.element.getBoundingClientRect();
      const column = Math.floor((event.clientX - box.left - LEFT) / panel.side);
      const row = Math.floor((event.clientY - box.top) / panel.side);
      return column < 0 || row < 0 || column >= spec.columns || row >= spec.rows ? -1 : row * spec.columns + column;
    };
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const listen = panel => {
      const point = event => { const pixel = pixelAt(panel, event); if (pixel < 0) hide(); else show(panel, pixel); };
      panel.element.addEventListener('pointermove', point);
      panel.element.addEventListener('pointerdown', point);
      panel.element.addEventListener('pointerleave', event => { if (event.pointerType === 'mouse') hide(); });
      panel.element.addEventListener('focus', () => {
        if (panel.element.matches(':focus-visible')) show(panel, current === null ? Math.floor(spec.rows / 2) * spec.columns + Math.floor(spec.columns / 2) : current);
      });
      panel.element.addEventListener('blur', hide);
      panel.element.addEventListener('keydown', event => {
        if (event.key === 'Escape') { hide(); return; }
        const step = steps[event.key];
        if (!step) return;
        event.preventDefault();
        const from = current === null ? 0 : current;
        const row = Math.min(spec.rows - 1, Math.max(0, Math.floor(from / spec.columns) + step[0]));
        const column = Math.min(spec.columns - 1, Math.max(0, from % spec.columns + step[1]));
        show(panel, row * spec.columns + column);
      });
    };

    // Marks are dark on light cells and light on dark ones.
    const inkOn = (map, pixel) => {
      if (map.scale.type === 'categories') return 'rgba(20, 24, 30, .55)';
      const ramp = rampOf(map.scale), ends = [position(map.scale, map.scale.low), position(map.scale, map.scale.high)];
      const place = (position(map.scale, arrays[map.values][pixel]) - ends[0]) / (ends[1] - ends[0] || 1);
      const colour = parseInt((ramp[Math.round(place * (ramp.length - 1))] || ramp[0]).slice(1), 16);
      const light = (0.3 * (colour >> 16) + 0.59 * (colour >> 8 & 255) + 0.11 * (colour & 255)) / 255;
      return light > 0.5 ? 'rgba(20, 24, 30, .34)' : 'rgba(255, 255, 255, .3)';
    };
    const marks = panel => {
      const values = arrays[panel.map.values], out = [];
      values.forEach((value, pixel) => {
        const at = [pixel % spec.columns, Math.floor(pixel / spec.columns)];
        const state = stateOf(panel.map, pixel);
        if (!Number.isFinite(value)) out.push([...at, 2]);
        else if (state && state.role === 'BAD') out.push([...at, 2]);
        else if (state && state.role === 'UNDECIDED') out.push([...at, 1]);
        else if ((state && state.role === 'TIED') || (overlay && !state && reason(pixel))) out.push([...at, 0]);
      });
      return out;
    };
    const line = (x1, y1, x2, y2, stroke, lineWidth) => ({ type: 'line', silent: true, shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth } });
    const drawMark = panel => (params, api) => {
      const side = panel.side, x = LEFT + api.value(0) * side, y = api.value(1) * side;
      const kind = api.value(2), children = [], ink = inkOn(panel.map, api.value(1) * spec.columns + api.value(0));
      if (kind === 0) children.push(line(x, y + side, x + side, y, ink, 1));
      if (kind === 1) children.push({ type: 'circle', silent: true, shape: { cx: x + side / 2, cy: y + side / 2, r: side / 6 }, style: { fill: '#14181e' } });
      if (kind === 2) {
        const inset = side / 5, strong = panel.map.scale.type === 'categories' ? '#ffffff' : css('--ink');
        children.push(line(x + inset, y + inset, x + side - inset, y + side - inset, strong, 1.5));
        children.push(line(x + side - inset, y + inset, x + inset, y + side - inset, strong, 1.5));
      }
      return { type: 'group', silent: true, children };
    };
    const options = panel => () => {
      const values = arrays[panel.map.values], scale = panel.map.scale;
      const axis = (count, inverse) => ({
        type: 'category', inverse, data: [...Array(count).keys()], axisLine: { show: false }, axisTick: { show: false },
        axisLabel: { ...text(), fontSize: 11, interval: index => index % every(count) === 0, margin: 6 }, splitLine: { show: false },
      });
      return {
        animation: false,
        grid: { left: LEFT, top: 0, width: panel.side * spec.columns, height: panel.side * spec.rows, show: true, backgroundColor: css('--grid'), borderWidth: 0 },
        xAxis: axis(spec.columns, false), yAxis: axis(spec.rows, true), visualMap: visualMap(scale),
        series: [
          { type: 'heatmap', silent: true, progressive: 0, itemStyle: { borderWidth: 0 }, data: values.map((value, pixel) => [pixel % spec.columns, Math.floor(pixel / spec.columns), Number.isFinite(value) ? (scale.type === 'categories' ? value : position(scale, value)) : '-']) },
          { type: 'custom', silent: true, progressive: 0, clip: true, renderItem: drawMark(panel), data: marks(panel) },
        ],
      };
    };
    const plots = panels.map(panel => {
      const canvas = make('div');
      panel.element.append(canvas, panel.cursor);
      listen(panel);
      return mount(canvas, 'canvas', options(panel), width => {
        const fit = (width - LEFT) / spec.columns;
        panel.side = fit >= 2 ? Math.floor(fit) : fit;
        canvas.style.height = panel.side * spec.rows + BOTTOM + 'px';
        panel.scale.style.width = panel.side * spec.columns + 'px';
      }, () => drawScale(panel.scale, panel.map.scale));
    });
    const toggle = document.querySelector('[data-overlay="' + spec.id + '"]');
    if (toggle) toggle.addEventListener('change', () => { overlay = toggle.checked; plots.forEach(plot => plot.redraw()); });
    pixelTable(spec, numbersOf, wordsOf);
  };

  // The table of all pixels is built when it is opened.
  const MOST_ROWS = 4096;
  const pixelTable = (spec, numbersOf, wordsOf) => {
    const details = document.querySelector('[data-numbers="' + spec.id + '"]');
    details.addEventListener('toggle', () => {
      const scroll = details.querySelector('.scroll');
      if (scroll.childElementCount) return;
      const table = make('table'), head = make('tr'), body = make('tbody'), top = make('thead');
      ['row', 'column', ...spec.readouts.map(readout => readout.name)].forEach(name => head.append(make('th', 'n', name)));
      head.append(make('th', '', 'note'));
      const pixels = spec.rows * spec.columns;
      for (let pixel = 0; pixel < Math.min(pixels, MOST_ROWS); pixel++) {
        const row = make('tr');
        [Math.floor(pixel / spec.columns), pixel % spec.columns, ...numbersOf(pixel).map(pair => pair[1])].forEach(cell => row.append(make('td', 'n', cell)));
        row.append(make('td', '', wordsOf(pixel).join('; ')));
        body.append(row);
      }
      top.append(head);
      table.append(top, body);
      scroll.append(table);
      if (pixels > MOST_ROWS) scroll.append(make('p', '', 'The first ' + MOST_ROWS + ' of ' + pixels + ' pixels; the JSON result has all.'));
    });
  };

  // ---- axes of curves and histograms; a log axis is a linear one over exponents of ten
  const axis = (spec, values, extra, most = 10) => {
    const log = spec.logarithmic;
    const shared = {
      type: 'value', name: spec.name, nameTextStyle: text(), nameLocation: 'middle', scale: true,
      axisLine: { show: true, onZero: false, lineStyle: { color: css('--muted') } }, axisTick: { show: true, lineStyle: { color: css('--muted') } },
      splitLine: { lineStyle: { color: css('--grid') } },
      axisLabel: { ...text(), formatter: log ? exponent => power(Math.pow(10, exponent)) : value => value.toLocaleString('en') },
    };
    if (!log) return { ...shared, ...extra };
    const min = Math.floor(Math.min(...values) + 1e-9), max = Math.max(min + 1, Math.ceil(Math.max(...values) - 1e-9));
    return { ...shared, min, max, interval: Math.ceil((max - min) / Math.max(1, most)), ...extra };
  };
  const along = spec => spec.logarithmic ? Math.log10 : value => value;
  const back = spec => spec.logarithmic ? exponent => Math.pow(10, exponent) : value => value;

  const histogram = spec => {
    const edges = arrays[spec.edges], counts = arrays[spec.counts], exponents = edges.map(Math.log10);
    mount(document.getElementById(spec.id), 'svg', width => ({
      animation: false,
      grid: { left: 52, right: 16, top: 16, bottom: 52 },
      tooltip: { ...tooltipStyle(), trigger: 'item', formatter: item => escape(format(edges[item.dataIndex])) + ' to ' + escape(format(edges[item.dataIndex + 1])) + '<br><b>' + counts[item.dataIndex] + '</b> pixels' },
      xAxis: axis({ name: spec.quantity, logarithmic: true }, exponents, { min: exponents[0], max: exponents[exponents.length - 1], splitLine: { show: false }, nameGap: 32 }, Math.floor(width / 60)),
      yAxis: axis({ name: 'pixels' }, [], { nameGap: 38, min: 0, minInterval: 1, axisLine: { show: false }, axisTick: { show: false } }),
      series: [{
        type: 'custom', encode: { x: [0, 1], y: 2 }, data: counts.map((count, index) => [exponents[index], exponents[index + 1], count]),
        renderItem: (params, api) => {
          const from = api.coord([api.value(0), api.value(2)]), to = api.coord([api.value(1), 0]);
          const gap = Math.min(2, (to[0] - from[0]) / 6);
          return { type: 'rect', shape: { x: from[0] + gap / 2, y: from[1], width: Math.max(1, to[0] - from[0] - gap), height: to[1] - from[1] }, style: { fill: css('--series-b') } };
        },
      }],
    }));
  };

  const curves = spec => {
    const shapes = ['circle', 'diamond', 'triangle', 'rect'], dashes = ['solid', [7, 4], [2, 3], [9, 3, 2, 3]];
    const toX = along(spec.x), toY = along(spec.y), fromX = back(spec.x), fromY = back(spec.y);
    const lines = spec.curves.map(curve => arrays[curve.x].map((x, i) => [toX(x), toY(arrays[curve.y][i])]).filter(point => point.every(Number.isFinite)));
    const all = lines.flat();
    const markers = spec.markers.filter(marker => Number.isFinite(toX(marker.x)));
    mount(document.getElementById(spec.id), 'svg', width => ({
      animation: false, color: [css('--series-a'), css('--series-b'), css('--pass'), css('--inconclusive')],
      grid: { left: 68, right: 24, top: 36 + 15 * markers.length, bottom: 52 },
      legend: { top: 0, left: 56, itemWidth: 34, textStyle: { ...text(), color: css('--ink'), fontSize: 13 } },
      tooltip: {
        ...tooltipStyle(), trigger: 'axis',
        formatter: items => escape(spec.x.name) + ' <b>' + format(fromX(items[0].value[0])) + '</b>' + items.map(item => '<br>' + item.marker + escape(item.seriesName) + ' <b>' + format(fromY(item.value[1])) + '</b>').join(''),
      },
      xAxis: axis(spec.x, all.map(point => point[0]), { splitLine: { show: false }, nameGap: 32 }, Math.floor(width / 60)),
      yAxis: axis(spec.y, all.map(point => point[1]), { nameGap: 48 }),
      series: spec.curves.map((curve, index) => ({
        type: 'line', name: curve.name, symbol: shapes[index % 4], symbolSize: 7, showSymbol: true, lineStyle: { width: 2.2, type: dashes[index % 4] }, data: lines[index],
        markLine: index ? undefined : {
          silent: true, symbol: 'none', lineStyle: { color: css('--muted'), type: 'dashed', width: 1 },
          data: markers.map((marker, place) => ({ xAxis: toX(marker.x), label: { formatter: marker.label, color: css('--ink'), position: 'end', distance: [0, 4 + 15 * place], fontSize: 12 } })),
        },
      })),
    }));
  };

  // ---- copy, print, start
  document.querySelectorAll('.copy').forEach(button => button.addEventListener('click', async () => {
    const code = button.parentElement.querySelector('code');
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = 'Copied';
    } catch (refused) {
      getSelection().selectAllChildren(code);
      button.textContent = 'Selected';
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 1600);
  }));
  const opened = [];
  addEventListener('beforeprint', () => {
    document.querySelectorAll('.fold:not([open])').forEach(details => { details.open = true; opened.push(details); });
    printing = true;
    root.classList.add('printing');
    applyTheme();
  });
  addEventListener('afterprint', () => {
    opened.splice(0).forEach(details => { details.open = false; });
    printing = false;
    root.classList.remove('printing');
    applyTheme();
  });
  root.dataset.theme = system.matches ? 'dark' : 'light';
  const kinds = { heatmaps, histogram, curves };
  data.charts.forEach(spec => kinds[spec.type](spec));
  root.dataset.ready = 'true';
})();
