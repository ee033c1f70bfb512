// Tables: whether there is more at their sides, another order, and a file of what they say.
const textOf = cell => cell.textContent.trim();
const size = cell => {
  const number = Number.parseFloat(textOf(cell).replaceAll(',', ''));
  return Number.isNaN(number) ? (textOf(cell) === 'NaN' ? Infinity : -1) : Math.abs(number);
};
document.querySelectorAll('.scroll > table').forEach(table => {
  const scroll = table.parentElement, tools = make('div', 'tools'), hint = make('span', 'hint', 'more columns at the side →');
  const heading = scroll.closest('section, details')?.querySelector('h2, summary');
  const name = heading ? textOf(heading) : document.title;
  hint.hidden = true;
  tools.append(hint, button('CSV', 'CSV of the table: ' + name, () => {
    const rows = [...table.rows].map(row => [...row.cells].map(textOf));
    save(fileName(name) + '.csv', new Blob([csv(rows)], { type: 'text/csv' }));
  }));
  scroll.after(tools);
  const look = () => { hint.hidden = scroll.scrollLeft + scroll.clientWidth >= scroll.scrollWidth - 2; };
  new ResizeObserver(look).observe(scroll);
  scroll.addEventListener('scroll', look, { passive: true });

  const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  if (body.rows.length < 5 || heads.length < 3) return;
  heads.forEach((head, column) => {
    if (!head.classList.contains('n')) return;
    const sort = make('button', 'sort');
    sort.append(...head.childNodes);
    sort.type = 'button';
    sort.title = 'Order by size';
    sort.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') !== 'descending';
      heads.forEach(each => each.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const rows = [...body.rows].map(row => [size(row.cells[column]), row]);
      rows.sort((one, other) => down ? other[0] - one[0] : one[0] - other[0]);
      body.append(...rows.map(pair => pair[1]));
    });
    head.append(sort);
  });
});
