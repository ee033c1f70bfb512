// Words that first-time readers do not know: each says what it means when pointed at, focused or touched.
const glossary = [...document.querySelectorAll('.glossary dt')].map((term, index) => {
  const meaning = term.nextElementSibling;
  meaning.id = 'word-' + index;
  return { forms: term.dataset.forms, meaning };
});
if (glossary.length) {
  const hint = make('div', 'tip word-tip');
  hint.setAttribute('role', 'tooltip');
  hint.hidden = true;
  document.querySelector('main').append(hint);
  let shownFor = null, leaving = 0;
  const hideHint = () => { clearTimeout(leaving); hint.hidden = true; shownFor = null; };
  const showHint = host => {
    clearTimeout(leaving);
    shownFor = host;
    hint.textContent = host.meaning.textContent;
    hint.hidden = false;
    const box = host.element.getBoundingClientRect(), room = root.clientWidth;
    const below = box.bottom + hint.offsetHeight + 8 < innerHeight || box.top < hint.offsetHeight + 8;
    hint.style.left = scrollX + Math.max(8, Math.min(box.left, room - hint.offsetWidth - 8)) + 'px';
    hint.style.top = scrollY + (below ? box.bottom + 4 : box.top - hint.offsetHeight - 4) + 'px';
  };
  // It stays while the pointer is on it, and goes with Escape.
  const leave = () => { clearTimeout(leaving); leaving = setTimeout(hideHint, 200); };
  hint.addEventListener('pointerenter', () => clearTimeout(leaving));
  hint.addEventListener('pointerleave', leave);
  document.addEventListener('keydown', event => { if (event.key === 'Escape') hideHint(); });
  const explain = (element, meaning) => {
    const host = { element, meaning };
    element.setAttribute('aria-describedby', meaning.id);
    element.addEventListener('pointerenter', event => { if (event.pointerType === 'mouse') showHint(host); });
    element.addEventListener('pointerleave', event => { if (event.pointerType === 'mouse') leave(); });
    element.addEventListener('focus', () => showHint(host));
    element.addEventListener('blur', hideHint);
    element.addEventListener('click', () => { if (shownFor !== host) showHint(host); });
  };

  // The first time that a part of the page has one it is underlined; heads of columns that order a table say it too.
  const pattern = new RegExp('(?<![\\w-])(?:' + glossary.map((word, index) => '(?<w' + index + '>' + word.forms + ')').join('|') + ')(?![\\w-])', 'i');
  const meaningIn = text => {
    const match = pattern.exec(text);
    return match && { at: match.index, word: match[0], index: Number(Object.keys(match.groups).find(name => match.groups[name]).slice(1)) };
  };
  const NOT_HERE = 'button, code, select, label, summary, svg, output, .scale, .tip, .tools, .closeups, .glossary, [aria-hidden]';
  document.querySelectorAll('main > section, main > .fold').forEach(part => {
    const known = new Set(), walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    texts.forEach(first => {
      const parent = first.parentElement;
      if (parent.matches('.sort')) {
        const found = meaningIn(first.textContent);
        if (found) { explain(parent, glossary[found.index].meaning); known.add(found.index); }
        return;
      }
      if (parent.closest(NOT_HERE)) return;
      let node = first, from = 0, found;
      while ((found = meaningIn(node.textContent.slice(from)))) {
        if (known.has(found.index)) { from += found.at + found.word.length; continue; }
        known.add(found.index);
        const rest = node.splitText(from + found.at), after = rest.splitText(found.word.length);
        // No button: a line would break between it and the stop after it.
        const word = make('span', 'word', found.word);
        word.tabIndex = 0;
        word.setAttribute('role', 'button');
        rest.replaceWith(word);
        explain(word, glossary[found.index].meaning);
        node = after;
        from = 0;
      }
    });
  });
}
