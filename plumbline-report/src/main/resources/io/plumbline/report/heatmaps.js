// Maps of pixels: colours, marks, and the numbers of the pixel pointed at.
const position = (scale, value) => {
  if (scale.type === 'log') return Math.log10(Math.min(scale.high, Math.max(scale.low, value)));
  return Math.min(scale.high, Math.max(scale.low, value));
};
// The colours of a scale for the page's theme, from its low end to its high one.
const rampOf = (scale, palettes) => {
  const palette = palettes[root.dataset.theme];
  return scale.type === 'diverging' ? palette.diverging : scale.type === 'log' ? palette.sequential : ['#000000', '#ffffff'];
};
const bytesOf = colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
const STEPS = 255;
const colours = (scale, palettes) => {
  if (scale.type === 'categories') return scale.categories.map(category => bytesOf(category.colour));
  const ramp = rampOf(scale, palettes).map(bytesOf), out = [];
  for (let step = 0; step <= STEPS; step++) {
    const place = step / STEPS * (ramp.length - 1), from = Math.min(ramp.length - 2, Math.floor(place));
    out.push(ramp[from].map((byte, k) => byte + (place - from) * (ramp[from + 1][k] - byte)));
  }
  return out;
};
// Which of those a value has; below zero where it is not a number.
const stepOf = scale => {
  if (scale.type === 'categories') return value => value;
  const low = position(scale, scale.low), span = position(scale, scale.high) - low;
  return value => Number.isFinite(value) ? span ? Math.round(STEPS * (position(scale, value) - low) / span) : STEPS >> 1 : -1;
};
const signs = { GOOD: '', TIED: '/', UNDECIDED: '·', BAD: '×' };
const drawScale = (element, scale, palettes) => {
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
  ramp.style.background = 'linear-gradient(to right, ' + rampOf(scale, palettes).join(', ') + ')';
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
const LEFT = 26, BOTTOM = 18, ROLL_HIGH = 220, LINES_HIGH = 180;
// Of a value in a picture of lines, from its top.
const heightOf = (scale, value) => Number.isFinite(value) ? 6 + (LINES_HIGH - 12) * (scale.high - position(scale, value)) / (scale.high - scale.low || 1) : NaN;
const lineNames = spec => {
  const list = make('ul', 'curves');
  for (let row = 0; row < spec.rows; row++) {
    const entry = make('li'), sample = svgElement('svg', { viewBox: '0 0 34 12', width: 34, height: 12, 'aria-hidden': 'true' });
    sample.append(svgElement('path', { class: 'line s' + row, d: 'M1 6H33' }));
    entry.append(sample, ' ' + (spec.labels?.[0][row] || 'feature ' + row));
    list.append(entry);
  }
  return list;
};

// In a picture, row and column; in a sheet of kernels, which kernel and where in it; in a sequence, which feature and when.
const placeNames = spec => spec.tiles ? ['output', 'input', 'row', 'column'] : spec.form === 'PIXELS' ? ['row', 'column'] : ['feature', 'time'];
const placeOf = (spec, pixel) => {
  const row = Math.floor(pixel / spec.columns), column = pixel % spec.columns, tiles = spec.tiles;
  if (!tiles) return [row, column].map((at, axis) => spec.labels?.[axis][at] || at);
  const kernel = Math.floor(row / tiles.rows) * (spec.columns / tiles.columns) + Math.floor(column / tiles.columns);
  return [Math.floor(kernel / tiles.inputs), kernel % tiles.inputs, row % tiles.rows, column % tiles.columns];
};

const heatmaps = (spec, { arrays, palettes }) => {
  const frame = document.querySelector('[data-chart="' + spec.id + '"]');
  const output = document.querySelector('[data-output="' + spec.id + '"]');
  const tip = make('div', 'tip');
  tip.hidden = true;
  frame.append(tip);
  let overlay = true, current = null;
  const panels = [...frame.querySelectorAll('.map')].map((element, index) => ({
    element, map: spec.maps[index], scale: element.parentElement.querySelector('.scale'), side: 1, tall: 1, cursor: make('div', 'cursor'),
    asLines: spec.form === 'LINES' && spec.maps[index].scale.type !== 'categories',
  }));
  // Where a pixel is drawn: its cell, or its point of a line.
  const spot = (panel, pixel) => {
    const row = Math.floor(pixel / spec.columns), column = pixel % spec.columns;
    if (!panel.asLines) return { x: LEFT + column * panel.side, y: row * panel.tall, width: panel.side, height: panel.tall };
    return { x: LEFT + (column + 0.5) * panel.side - 4, y: heightOf(panel.map.scale, arrays[panel.map.values][pixel]) - 4, width: 8, height: 8 };
  };

  const reason = pixel => spec.overlay ? spec.overlay.texts[arrays[spec.overlay.reasons][pixel]] : '';
  const stateOf = (map, pixel) => map.scale.type === 'categories' ? map.scale.categories[arrays[map.values][pixel]] : null;
  const numbersOf = pixel => spec.readouts.map(readout => [readout.name, format(arrays[readout.values][pixel], readout.digits)]);
  const wordsOf = pixel => [
    ...panels.map(panel => stateOf(panel.map, pixel)).filter(Boolean).map(state => state.name),
    ...(reason(pixel) ? [reason(pixel)] : []),
  ];
  const place = pixel => placeOf(spec, pixel).map((at, axis) => placeNames(spec)[axis] + ' ' + at).join(', ');

  const entries = spec.closeUps || {};
  const pixelOf = entry => Number(Object.keys(entries).find(pixel => entries[pixel] === entry) ?? -1);
  const hide = () => { current = null; tip.hidden = true; panels.forEach(panel => { panel.cursor.style.display = 'none'; }); };
  const mark = pixel => {
    panels.forEach(panel => {
      const style = panel.cursor.style, { x, y, width, height } = spot(panel, pixel);
      style.display = 'block';
      style.left = x - 1 + 'px';
      style.top = y - 1 + 'px';
      style.width = Math.max(width, 3) + 2 + 'px';
      style.height = Math.max(height, 3) + 2 + 'px';
    });
  };
  hear(frame, entry => { const pixel = pixelOf(entry); hide(); if (pixel >= 0) mark(pixel); });
  const show = (panel, pixel) => {
    if (pixel === current && !tip.hidden && tip.owner === panel) return;
    current = pixel;
    tip.owner = panel;
    tip.replaceChildren(make('b', '', place(pixel)));
    const list = make('dl');
    numbersOf(pixel).forEach(([name, number]) => list.append(make('dt', '', name), make('dd', '', number)));
    tip.append(list);
    wordsOf(pixel).forEach(words => tip.append(make('p', '', words)));
    if (pixel in entries) {
      tell(frame, entries[pixel]);
      const drawing = partOf(frame).querySelector('.closeup svg[role]').cloneNode(true);
      drawing.classList.add('along');
      tip.append(make('p', '', 'The loss along it; larger below the maps:'), drawing);
    }
    tip.hidden = false;
    mark(pixel);
    const box = panel.element.getBoundingClientRect(), outer = frame.getBoundingClientRect(), at = spot(panel, pixel);
    const right = box.left - outer.left + at.x + at.width + 12, left = right - tip.offsetWidth - at.width - 24;
    const fits = right + tip.offsetWidth < outer.width;
    tip.style.left = Math.max(0, fits ? right : left) + 'px';
    tip.style.top = box.top - outer.top + at.y + (fits || left >= 0 ? 0 : at.height + 12) + 'px';
    output.textContent = [place(pixel), ...numbersOf(pixel).map(pair => pair.join(' ')), ...wordsOf(pixel)].join(', ');
  };
  // Of the lines, which one passes a column next to a height.
  const nearest = (panel, column, y) => {
    if (column < 0 || column >= spec.columns || y > LINES_HIGH) return -1;
    const away = [...Array(spec.rows).keys()].map(row => Math.abs(heightOf(panel.map.scale, arrays[panel.map.values][row * spec.columns + column]) - y));
    return away.indexOf(Math.min(...away.filter(Number.isFinite)));
  };
  const pixelAt = (panel, event) => {
    const box = panel.element.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left - LEFT) / panel.side), y = event.clientY - box.top;
    const row = panel.asLines ? nearest(panel, column, y) : Math.floor(y / panel.tall);
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

  // ---- one map: its cells as pixels of a picture that is made larger, its marks and labels over them
  const cells = (panel, table) => {
    const values = arrays[panel.map.values], step = stepOf(panel.map.scale), none = bytesOf(css('--grid'));
    const canvas = make('canvas');
    canvas.width = spec.columns;
    canvas.height = spec.rows;
    const context = canvas.getContext('2d'), image = context.createImageData(spec.columns, spec.rows);
    values.forEach((value, pixel) => {
      const at = step(value), colour = at < 0 ? none : table[at];
      for (let k = 0; k < 3; k++) image.data[4 * pixel + k] = colour[k];
      image.data[4 * pixel + 3] = 255;
    });
    context.putImageData(image, 0, 0);
    return canvas;
  };
  // Marks are dark on light cells and light on dark ones; of cells too small for them the colour says it.
  const drawMarks = (panel, context, table) => {
    const side = Math.min(panel.side, panel.tall), scale = panel.map.scale, step = stepOf(scale);
    if (side < 3) return;
    arrays[panel.map.values].forEach((value, pixel) => {
      const { x, y, width, height } = spot(panel, pixel);
      const role = stateOf(panel.map, pixel)?.role, states = scale.type === 'categories';
      const line = (x1, y1, x2, y2) => { context.beginPath(); context.moveTo(x1, y1); context.lineTo(x2, y2); context.stroke(); };
      if (!Number.isFinite(value) || role === 'BAD') {
        const inset = side / 5;
        context.strokeStyle = states ? '#ffffff' : css('--ink');
        context.lineWidth = 1.5;
        line(x + inset, y + inset, x + width - inset, y + height - inset);
        line(x + width - inset, y + inset, x + inset, y + height - inset);
      } else if (role === 'UNDECIDED') {
        context.fillStyle = '#14181e';
        context.beginPath();
        context.arc(x + width / 2, y + height / 2, side / 6, 0, 2 * Math.PI);
        context.fill();
      } else if (role === 'TIED' || (overlay && !role && reason(pixel))) {
        const [red, green, blue] = table[step(value)], light = (0.3 * red + 0.59 * green + 0.11 * blue) / 255;
        context.strokeStyle = states ? 'rgba(20, 24, 30, .55)' : light > 0.5 ? 'rgba(20, 24, 30, .34)' : 'rgba(255, 255, 255, .3)';
        context.lineWidth = 1;
        line(x, y + height, x + width, y);
      }
    });
  };
  // The first map says which pixels are shown in full.
  const drawEntries = (panel, context) => {
    if (panel !== panels[0] || Math.min(panel.side, panel.tall) < 5) return;
    context.strokeStyle = css('--ink');
    context.lineWidth = 1.5;
    Object.keys(entries).map(pixel => spot(panel, Number(pixel))).forEach(({ x, y, width, height }) => context.strokeRect(x + 1, y + 1, width - 2, height - 2));
  };
  const drawBorders = (panel, context) => {
    if (!spec.tiles) return;
    const { rows, columns } = spec.tiles, side = panel.side;
    context.fillStyle = css('--surface');
    for (let row = rows; row < spec.rows; row += rows) context.fillRect(LEFT, row * side - 0.5, side * spec.columns, 1);
    for (let column = columns; column < spec.columns; column += columns) context.fillRect(LEFT + column * side - 0.5, 0, 1, side * spec.rows);
  };
  const drawLabels = (panel, context) => {
    if (spec.tiles) return;
    const { side, tall } = panel;
    context.fillStyle = css('--muted');
    context.font = '11px ' + getComputedStyle(document.body).fontFamily;
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    for (let row = 0; row < spec.rows; row += every(spec.rows)) context.fillText(row, LEFT - 6, Math.max(6, (row + 0.5) * tall));
    context.textAlign = 'center';
    for (let column = 0; column < spec.columns; column += every(spec.columns)) context.fillText(column, LEFT + (column + 0.5) * side, spec.rows * tall + 11);
  };
  const draw = (panel, canvas, width) => {
    const fit = (width - LEFT) / spec.columns, picture = spec.form === 'PIXELS';
    panel.side = picture && fit >= 2 ? Math.floor(fit) : fit;
    panel.tall = picture ? panel.side : Math.max(2, Math.min(24, ROLL_HIGH / spec.rows));
    const across = LEFT + panel.side * spec.columns, down = panel.tall * spec.rows, ratio = Math.max(2, devicePixelRatio);
    canvas.width = Math.round(across * ratio);
    canvas.height = Math.round((down + BOTTOM) * ratio);
    canvas.style.width = across + 'px';
    canvas.style.height = down + BOTTOM + 'px';
    panel.element.prepend(canvas);
    const context = canvas.getContext('2d'), table = colours(panel.map.scale, palettes);
    context.scale(ratio, ratio);
    context.imageSmoothingEnabled = false;
    context.drawImage(cells(panel, table), LEFT, 0, across - LEFT, down);
    drawMarks(panel, context, table);
    drawEntries(panel, context);
    drawBorders(panel, context);
    drawLabels(panel, context);
    panel.scale.style.width = across - LEFT + 'px';
    drawScale(panel.scale, panel.map.scale, palettes);
  };
  // ---- one line for each feature, and strokes through it where the hatch of a map would be
  const drawLines = (panel, width) => {
    panel.side = (width - LEFT) / spec.columns;
    const scale = panel.map.scale, values = arrays[panel.map.values], plot = make('div', 'lines'), zero = heightOf(scale, 0);
    const svg = svgElement('svg', { viewBox: `0 0 ${width} ${LINES_HIGH}`, width, height: LINES_HIGH, 'aria-hidden': 'true' });
    svg.append(svgElement('path', { class: 'rule', d: `M${LEFT} ${zero}H${width}M${LEFT} 0V${LINES_HIGH}H${width}` }));
    for (let row = 0; row < spec.rows; row++) {
      let line = '', strokes = '', gap = true;
      for (let column = 0; column < spec.columns; column++) {
        const pixel = row * spec.columns + column, x = LEFT + (column + 0.5) * panel.side, y = heightOf(scale, values[pixel]);
        if (Number.isFinite(y)) line += (gap ? 'M' : 'L') + x.toFixed(1) + ' ' + y.toFixed(1);
        if (overlay && reason(pixel) && Number.isFinite(y)) strokes += `M${(x - 3).toFixed(1)} ${(y + 3).toFixed(1)}l6 -6`;
        gap = !Number.isFinite(y);
      }
      svg.append(svgElement('path', { class: 'line s' + row, d: line }), svgElement('path', { class: 'stroke', d: strokes }));
    }
    const words = (text, left, top, middle) => {
      const tick = make('span', middle ? 'middle' : '', text);
      tick.style.left = left + 'px';
      tick.style.top = top + 'px';
      plot.append(tick);
    };
    plot.append(svg);
    words('+' + format(scale.high, 3), LEFT + 4, 0);
    words('−' + format(scale.high, 3), LEFT + 4, LINES_HIGH - 16);
    words('0', LEFT - 14, zero - 8);
    for (let column = 0; column < spec.columns; column += every(spec.columns)) words(column, LEFT + (column + 0.5) * panel.side, LINES_HIGH + 3, true);
    panel.element.querySelector('.lines')?.remove();
    panel.element.prepend(plot);
    panel.scale.replaceChildren(lineNames(spec));
  };
  const redraws = panels.map(panel => {
    const canvas = make('canvas');
    canvas.setAttribute('aria-hidden', 'true');
    panel.element.append(panel.cursor);
    listen(panel);
    return mount(panel.element, width => { if (panel.asLines) drawLines(panel, width); else draw(panel, canvas, width); });
  });
  const toggle = document.querySelector('[data-overlay="' + spec.id + '"]');
  if (toggle) toggle.addEventListener('change', () => { overlay = toggle.checked; redraws.forEach(redraw => redraw()); });
  pixelTable(spec, numbersOf, wordsOf);
};

// The table of all pixels has the rows that are looked at, and room for the others.
const ROW = 28, AROUND = 12;
const pixelTable = (spec, numbersOf, wordsOf) => {
  const details = document.querySelector('[data-numbers="' + spec.id + '"]'), scroll = details.querySelector('.scroll');
  const pixels = spec.rows * spec.columns, heads = [...placeNames(spec), ...spec.readouts.map(readout => readout.name), 'note'];
  const rowOf = pixel => [...placeOf(spec, pixel).map(String), ...numbersOf(pixel).map(pair => pair[1]), wordsOf(pixel).join('; ')];
  const build = () => {
    const table = make('table', 'window'), head = make('tr'), body = make('tbody'), top = make('thead');
    heads.forEach((name, column) => {
      const cell = make('th', column < heads.length - 1 ? 'n' : '', name);
      cell.scope = 'col';
      head.append(cell);
    });
    top.append(head);
    table.append(top, body);
    table.setAttribute('aria-rowcount', pixels + 1);
    scroll.append(table);
    const room = rows => { const row = make('tr'); row.style.height = rows * ROW + 'px'; row.setAttribute('aria-hidden', 'true'); return row; };
    const fill = () => {
      const from = Math.max(0, Math.min(pixels, Math.floor(scroll.scrollTop / ROW) - AROUND));
      const to = Math.min(pixels, from + Math.ceil(scroll.clientHeight / ROW) + 2 * AROUND);
      const rows = [];
      for (let pixel = from; pixel < to; pixel++) {
        const row = make('tr');
        row.setAttribute('aria-rowindex', pixel + 2);
        rowOf(pixel).forEach((cell, column) => row.append(make('td', column < heads.length - 1 ? 'n' : '', cell)));
        rows.push(row);
      }
      body.replaceChildren(room(from), ...rows, room(pixels - to));
    };
    scroll.addEventListener('scroll', fill, { passive: true });
    fill();
  };
  details.addEventListener('toggle', () => { if (details.open && !scroll.childElementCount) build(); });
  const tools = make('div', 'tools'), name = details.dataset.title;
  tools.append(button('CSV', 'CSV of all pixels: ' + name, () => {
    const rows = [heads];
    for (let pixel = 0; pixel < pixels; pixel++) rows.push(rowOf(pixel));
    save(fileName(name) + '.csv', new Blob([csv(rows)], { type: 'text/csv' }));
  }));
  scroll.after(tools);
};

// A picture in colour, of the numbers that the maps of its channels have.
const channels = (spec, { arrays }) => {
  const canvas = document.querySelector('[data-chart="' + spec.id + '"]'), context = canvas.getContext('2d');
  const image = context.createImageData(canvas.width, canvas.height), step = stepOf(spec.scale);
  image.data.fill(255);
  spec.channels.forEach((place, channel) => arrays[place].forEach((value, pixel) => { image.data[4 * pixel + channel] = step(value); }));
  context.putImageData(image, 0, 0);
};
