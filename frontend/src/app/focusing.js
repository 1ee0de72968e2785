// What a page wants read first: its summary of errors, the button to press next, a message.
function focusWanted(root) {
  const wanted = root.querySelector?.('[data-focus], .mc-error-summary');
  if (wanted && wanted.offsetParent !== null) wanted.focus();
}

document.addEventListener('DOMContentLoaded', () => focusWanted(document));
if (document.readyState !== 'loading') focusWanted(document);
document.addEventListener('htmx:after:swap', () => focusWanted(document.getElementById('messages')));

// a link of the summary puts the cursor into the field, not only on the screen
document.addEventListener('click', (event) => {
  const link = event.target.closest('.alarm a[href^="#"], .mc-error-summary a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const control = field.matches('input, select, textarea, [tabindex]') ? field : field.querySelector('input, select, textarea');
  (control ?? field).focus();
  field.scrollIntoView({ block: 'center' });
});
