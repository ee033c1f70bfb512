// Buttons, printing, and the first drawing of everything.
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
const ready = () => requestAnimationFrame(() => setTimeout(() => {
  performance.mark('ready');
  root.dataset.ready = 'true';
}));
if (document.getElementById('data')) {
  unpacked().then(data => {
    data.charts.forEach(chart => { if (chart.entries) closeUps(chart); else if (chart.channels) channels(chart, data); else heatmaps(chart, data); });
    ready();
  });
} else {
  ready();
}
