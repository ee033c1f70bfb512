// Samples, as cards and in tables, of one verdict, cause or class.
document.querySelectorAll('.filtered').forEach(section => {
  const selects = [...section.querySelectorAll('select')];
  const entries = [...section.querySelectorAll('[data-facet-0]')];
  const apply = () => {
    entries.forEach(entry => {
      entry.hidden = selects.some((select, facet) => select.value && select.value !== entry.getAttribute('data-facet-' + facet));
    });
    const shown = entries.filter(entry => !entry.hidden).length;
    section.querySelector('output').textContent = shown === entries.length ? '' : shown + ' of ' + entries.length + ' shown';
  };
  selects.forEach(select => select.addEventListener('change', apply));
});
