// Maps of pixels: colours, marks, and the numbers of the pixel pointed at.
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

// In a picture, row and column; in a sheet of kernels, which kernel and where in it.
const placeNames = spec => spec.tiles ? ['output', 'input', 'row', 'column'] : ['row', 'column'];
const placeOf = (spec, pixel) => {
  const row = Math.floor(pixel / spec.columns), column = pixel % spec.columns, tiles = spec.tiles;
  if (!tiles) return [row, column];
  const kernel = Math.floor(row / tiles.rows) * (spec.columns / tiles.columns) + Math.floor(column / tiles.columns);
  return [Math.floor(kernel / tiles.inputs), kernel % tiles.inputs, row % tiles.rows, column % tiles.columns];
};

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
  const place = pixel => placeOf(spec, pixel).map((at, axis) => placeNames(spec)[axis] + ' ' + at).join(', ');

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
  const borders = panel => {
    if (!spec.tiles) return [];
    const { rows, columns } = spec.tiles, side = panel.side, out = [];
    const width = side * spec.columns, height = side * spec.rows;
    for (let row = rows; row < spec.rows; row += rows) out.push(line(LEFT, row * side, LEFT + width, row * side, css('--surface'), 1));
    for (let column = columns; column < spec.columns; column += columns) out.push(line(LEFT + column * side, 0, LEFT + column * side, height, css('--surface'), 1));
    return out;
  };
  const options = panel => () => {
    const values = arrays[panel.map.values], scale = panel.map.scale;
    const axis = (count, inverse) => ({
      type: 'category', inverse, data: [...Array(count).keys()], axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { ...text(), show: !spec.tiles, fontSize: 11, interval: index => index % every(count) === 0, margin: 6 }, splitLine: { show: false },
    });
    return {
      animation: false,
      graphic: borders(panel).map(each => ({ ...each, z: 10 })),
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
    [...placeNames(spec), ...spec.readouts.map(readout => readout.name)].forEach(name => head.append(make('th', 'n', name)));
    head.append(make('th', '', 'note'));
    const pixels = spec.rows * spec.columns;
    for (let pixel = 0; pixel < Math.min(pixels, MOST_ROWS); pixel++) {
      const row = make('tr');
      [...placeOf(spec, pixel), ...numbersOf(pixel).map(pair => pair[1])].forEach(cell => row.append(make('td', 'n', cell)));
      row.append(make('td', '', wordsOf(pixel).join('; ')));
      body.append(row);
    }
    top.append(head);
    table.append(top, body);
    scroll.append(table);
    if (pixels > MOST_ROWS) scroll.append(make('p', '', 'The first ' + MOST_ROWS + ' of ' + pixels + ' pixels; the JSON result has all.'));
  });
};
