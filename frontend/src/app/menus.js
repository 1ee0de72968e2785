// A menu that folds out closes again by itself: with Escape, and when the pointer or the focus goes elsewhere.
const open = () => document.querySelector('[data-menu][open]');

function close(menu) {
  menu.open = false;
}

document.addEventListener('keydown', ({ key }) => {
  const menu = key === 'Escape' && open();
  if (!menu) return;
  close(menu);
  menu.querySelector('summary').focus();
});

for (const kind of ['click', 'focusin']) {
  document.addEventListener(kind, ({ target }) => {
    const menu = open();
    if (menu && !menu.contains(target)) close(menu);
  });
}
