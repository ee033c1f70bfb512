// Curves and bars are drawn already: pointing at one says its numbers.
const pointing = frame => {
  const svg = frame.querySelector('svg'), points = [...svg.querySelectorAll('[data-x]')];
  if (!points.length) return;
  const tip = make('div', 'tip');
  tip.hidden = true;
  frame.append(tip);
  const hide = () => { tip.hidden = true; points.forEach(point => point.classList.remove('near')); };
  const point = event => {
    const box = svg.getBoundingClientRect(), x = 1000 * (event.clientX - box.left) / box.width;
    const away = each => Math.abs(Number(each.dataset.x) - x);
    const nearest = Math.min(...points.map(away));
    const near = points.filter(each => away(each) <= nearest + 1e-6);
    points.forEach(each => each.classList.toggle('near', near.includes(each)));
    tip.replaceChildren(...near.map(each => make('p', '', each.querySelector('title').textContent)));
    tip.hidden = false;
    const outer = frame.getBoundingClientRect(), at = event.clientX - outer.left;
    tip.style.left = Math.max(0, at + 14 + tip.offsetWidth < outer.width ? at + 14 : at - 14 - tip.offsetWidth) + 'px';
    tip.style.top = event.clientY - outer.top + 14 + 'px';
  };
  svg.addEventListener('pointermove', point);
  svg.addEventListener('pointerdown', point);
  svg.addEventListener('pointerleave', event => { if (event.pointerType === 'mouse') hide(); });
  svg.addEventListener('pointercancel', hide);
};
document.querySelectorAll('.plot .frame').forEach(frame => pointing(frame));
