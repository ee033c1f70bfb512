// Plots of single entries: that of the entry which is pointed at in a map or a table, or chosen.
const closeUps = spec => {
  const place = document.querySelector('[data-chart="' + spec.id + '"]');
  const output = document.querySelector('[data-output="' + spec.id + '"]');
  const label = make('label', 'chosen', 'Entry '), select = make('select'), shown = make('div');
  spec.entries.forEach(each => { const option = make('option', '', each.name); option.value = each.entry; select.append(option); });
  label.append(select);
  place.append(label, shown);
  const show = entry => {
    const found = spec.entries.find(each => each.entry === entry);
    if (!found) return false;
    select.value = String(entry);
    shown.innerHTML = found.html;
    shown.querySelectorAll('.frame').forEach(pointing);
    shown.querySelectorAll('figure').forEach(figure => asFiles(figure, place.dataset.title + ' ' + found.name));
    return true;
  };
  const say = () => { output.textContent = [...shown.querySelectorAll('dt')].map(term => term.textContent + ' ' + term.nextElementSibling.textContent).join(', '); };
  select.addEventListener('change', () => { show(Number(select.value)); tell(place, Number(select.value)); say(); });
  hear(place, show);
  show(spec.entries[0].entry);

  // Rows that are of such an entry show it when pointed at, and lead to it when pressed.
  partOf(place).querySelectorAll('tr[data-entry]').forEach(row => {
    const entry = Number(row.dataset.entry);
    if (!spec.entries.some(each => each.entry === entry)) return;
    const first = row.cells[0], lead = button(first.textContent, first.textContent + ': show it', () => {
      tell(row, entry);
      say();
      place.scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    });
    lead.className = 'lead';
    lead.addEventListener('focus', () => tell(row, entry));
    // A pointer that rests while the page scrolls below it points at nothing.
    row.addEventListener('pointermove', event => { if ((event.movementX || event.movementY) && Number(select.value) !== entry) tell(row, entry); });
    first.replaceChildren(lead);
  });
};
