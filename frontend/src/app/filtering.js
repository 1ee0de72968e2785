// A list that narrows while one types, with or without Vietnamese marks; arrows walk through it.
const plain = (text) => text.toLowerCase().replaceAll('đ', 'd').normalize('NFD').replace(/\p{M}/gu, '');

for (const input of document.querySelectorAll('[data-filter]')) {
  const list = document.querySelector(input.dataset.filter);
  if (!list) continue;
  const items = [...list.children].map((item) => ({ item, text: plain(item.textContent) }));
  const links = () => [...list.querySelectorAll('li:not([hidden]) a')];
  const nothing = document.querySelector('[data-filter-empty]');

  input.addEventListener('input', () => {
    const words = plain(input.value).split(/\s+/);
    for (const { item, text } of items) item.hidden = !words.every((word) => text.includes(word));
    list.hidden = !links().length;
    if (nothing) nothing.hidden = !list.hidden;
  });
  input.addEventListener('keydown', (event) => {
    const first = links()[0];
    if (!first || !['ArrowDown', 'Enter'].includes(event.key)) return;
    event.preventDefault();
    if (event.key === 'Enter') first.click();
    else first.focus();
  });
  list.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = links();
    (all[all.indexOf(document.activeElement) + step] ?? input).focus();
  });
}
