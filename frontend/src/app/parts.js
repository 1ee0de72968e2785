// Buttons inside a form part, and fields on which others depend, redraw only their part of the page.
// The answer is the same whole page that a browser without JavaScript gets.
import htmx from 'htmx.org';

const LEAVING = new Set(['submit', 'draft', 'default']);

// How often each form has been typed into: an answer to an older state must not overwrite what came after it.
const versions = new WeakMap();
const versionOf = (form) => versions.get(form) ?? 0;

// What each form has asked for and not been answered yet. What a button does must not be thrown away for a field that
// asks for its part anew: a press right after typing sends both.
const underWay = new WeakMap();

function redraw(form, part, action) {
  const other = underWay.get(form);
  if (other && other.action !== 'refresh' && action === 'refresh') {
    later(form, part, action);
    return;
  }
  form.setAttribute('hx-sync', 'this:replace');
  const mine = { part, action };
  underWay.set(form, mine);
  const answered = () => underWay.get(form) === mine && underWay.delete(form);
  htmx
    .ajax('POST', form.getAttribute('action') || location.href, {
      source: form,
      target: part,
      select: part,
      swap: 'outerHTML',
      values: { _action: action },
      redraw: { form, part, action, version: versionOf(form) },
    })
    .then(answered, answered);
  if (other?.action === 'refresh' && action !== 'refresh' && other.part !== part) later(form, other.part, 'refresh');
}

function later(form, part, action) {
  setTimeout(() => {
    if (form.isConnected && !form.dataset.sent) redraw(form, part, action);
  }, 100);
}

document.addEventListener('input', ({ target }) => {
  if (target.form) versions.set(target.form, versionOf(target.form) + 1);
});

document.addEventListener('htmx:before:swap', (event) => {
  const asked = event.detail.ctx?.redraw;
  if (!asked || (asked.version === versionOf(asked.form) && !asked.form.dataset.choosing)) return;
  event.preventDefault();
  askAgain(asked);
});

function askAgain(asked) {
  setTimeout(() => {
    if (asked.form.dataset.sent) return;
    if (asked.form.dataset.choosing) askAgain(asked);
    else redraw(asked.form, asked.part, asked.action);
  }, 200);
}

// While somebody looks for a file its field must stay: what is chosen for a field that is gone would be lost.
document.addEventListener('click', ({ target }) => {
  if (target.type === 'file' && target.form) target.form.dataset.choosing = 'yes';
});

const chosen = (form) => delete form.dataset.choosing;

for (const end of ['change', 'cancel']) {
  document.addEventListener(end, ({ target }) => target.type === 'file' && target.form && chosen(target.form), true);
}

// a browser that does not tell of a closed dialog gives the page its focus back
window.addEventListener('focus', () => {
  setTimeout(() => document.querySelectorAll('form[data-choosing]').forEach(chosen), 1000);
});

document.addEventListener('submit', (event) => {
  const { submitter, target: form } = event;
  const part = submitter?.closest('[data-part]');
  if (part && submitter.name === '_action' && !LEAVING.has(submitter.value)) {
    event.preventDefault();
    redraw(form, `#${part.id}`, submitter.value);
    return;
  }
  if (form.method !== 'post' || event.defaultPrevented) return;
  // a second click while the first is on its way; after "back" the page must be usable again
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = 'yes';
});

window.addEventListener('pageshow', () => {
  document.querySelectorAll('form[data-sent]').forEach((form) => delete form.dataset.sent);
});

document.addEventListener('change', ({ target }) => {
  const form = target.form;
  const part = target.closest('[data-part]');
  if (!form || !part) return;
  const wanted = target.dataset.refresh;
  const isLive = part.querySelector('[data-mc-refresh]') || target.type === 'file';
  if (!wanted && !isLive) return;
  // A swap that takes away the field with the cursor makes the browser report a change while old and new fields are
  // both in the form: every answer would be sent twice.
  setTimeout(() => {
    // once the answer is on its way to the server nothing may overtake it
    if (target.isConnected && !form.dataset.sent) redraw(form, wanted ?? `#${part.id}`, 'refresh');
  });
});
