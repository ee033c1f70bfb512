// Each picture as a file: what the page shows of it, its words included, as SVG, and that as PNG.
const DRAWN = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'vector-effect', 'shape-rendering'];
const picture = figure => {
  const outer = figure.getBoundingClientRect(), edge = 12, end = figure.querySelector('.tools').getBoundingClientRect().top;
  const out = svgElement('svg', {});
  const add = (parent, tag, attributes) => {
    const element = svgElement(tag, attributes);
    parent.append(element);
    return element;
  };
  const place = box => ({ x: box.left - outer.left + edge, y: box.top - outer.top + edge, width: box.width, height: box.height });
  const width = outer.width + 2 * edge, height = end - outer.top + 2 * edge;
  Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }).forEach(([name, value]) => out.setAttribute(name, value));
  add(out, 'rect', { width, height, fill: css('--surface') });
  const image = (element, href) => add(out, 'image', { ...place(element.getBoundingClientRect()), href, preserveAspectRatio: 'none', style: 'image-rendering: pixelated' });
  const shape = svg => {
    const copy = svg.cloneNode(true), before = [svg, ...svg.querySelectorAll('*')], after = [copy, ...copy.querySelectorAll('*')];
    before.forEach((element, index) => {
      const style = getComputedStyle(element);
      DRAWN.forEach(name => after[index].setAttribute(name, style.getPropertyValue(name)));
      ['class', 'style', 'data-x', 'role', 'aria-label'].forEach(name => after[index].removeAttribute(name));
    });
    Object.entries({ ...place(svg.getBoundingClientRect()), overflow: 'visible' }).forEach(([name, value]) => copy.setAttribute(name, value));
    out.append(copy);
  };
  const surface = (element, style) => {
    const colours = style.backgroundImage.match(/rgba?\([^)]*\)/g);
    if (!colours && /^rgba\(.*, 0\)$|^transparent$/.test(style.backgroundColor)) return;
    const box = add(out, 'rect', { ...place(element.getBoundingClientRect()), fill: style.backgroundColor });
    if (!colours) return;
    const id = 'ramp' + out.childElementCount, gradient = add(out, 'linearGradient', { id });
    colours.forEach((colour, index) => add(gradient, 'stop', { offset: index / (colours.length - 1), 'stop-color': colour }));
    box.setAttribute('fill', `url(#${id})`);
  };
  const words = node => {
    const style = getComputedStyle(node.parentElement), range = document.createRange();
    for (const word of node.textContent.matchAll(/\S+/g)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const box = place(range.getBoundingClientRect());
      add(out, 'text', {
        x: box.x, y: box.y + box.height / 2, 'dominant-baseline': 'central', fill: style.color,
        'font-family': style.fontFamily, 'font-size': style.fontSize, 'font-weight': style.fontWeight,
      }).textContent = word[0];
    }
  };
  const walk = node => {
    if (node.nodeType === Node.TEXT_NODE) { words(node); return; }
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches('.tools, .tip, .cursor, [hidden]')) return;
    if (node.tagName === 'CANVAS') { image(node, node.toDataURL()); return; }
    if (node.tagName === 'IMG') { image(node, node.src); return; }
    if (node.tagName === 'svg') { surface(node, getComputedStyle(node)); shape(node); return; }
    surface(node, getComputedStyle(node));
    node.childNodes.forEach(walk);
  };
  figure.childNodes.forEach(walk);
  return { text: new XMLSerializer().serializeToString(out), width, height };
};
const pixels = async ({ text, width, height }) => {
  const image = new Image(), canvas = make('canvas'), ratio = 2;
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(text);
  await image.decode();
  canvas.width = ratio * width;
  canvas.height = ratio * height;
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise(done => canvas.toBlob(done));
};
const asFiles = (figure, name) => {
  const title = name || (figure.querySelector('figcaption') || figure.closest('section')?.querySelector('h2'))?.textContent.trim() || 'picture';
  const tools = make('div', 'tools');
  tools.append(
    button('SVG', title + ' as SVG', () => save(fileName(title) + '.svg', new Blob([picture(figure).text], { type: 'image/svg+xml' }))),
    button('PNG', title + ' as PNG', async () => save(fileName(title) + '.png', await pixels(picture(figure)))),
  );
  figure.append(tools);
};
document.querySelectorAll('figure').forEach(figure => asFiles(figure));
