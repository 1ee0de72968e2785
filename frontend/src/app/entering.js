// Enter goes on to the next field, as on every counter's keyboard; a scanner ends its text with Enter.
const FIELDS = 'input:not([type=hidden], [type=file], [disabled]), select, textarea, button:not([tabindex="-1"])';

document.addEventListener('keydown', (event) => {
  const { target: field } = event;
  const form = field.form;
  if (event.key !== 'Enter' || !form?.matches('[data-enter]') || !field.matches('input:not([type=file], [type=submit]), select')) return;
  event.preventDefault();
  const button = field.dataset.enterButton;
  if (button && field.value.trim()) {
    document.querySelector(button).click();
    return;
  }
  const fields = [...form.querySelectorAll(FIELDS)].filter((one) => one.offsetParent !== null);
  fields[fields.indexOf(field) + 1]?.focus();
});
