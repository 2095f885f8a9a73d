// Single keys for those who have the diary open all day. They can be switched off (a cookie remembers it), act on nothing while one
// types, and everything they do has a link or a button as well.
const off = 'diary-keys=off';

export const keysAreOn = () => !document.cookie.split('; ').includes(off);

export function bindKeys(on) {
  const dialog = document.getElementById('diary-keys');
  const box = document.getElementById('diary-keys-on');
  const opener = document.getElementById('diary-keys-open');
  opener.hidden = false;
  box.checked = keysAreOn();
  box.addEventListener('change', () => {
    document.cookie = `${box.checked ? 'diary-keys=on; Max-Age=0' : `${off}; Max-Age=31536000`}; Path=/staff; SameSite=Strict`;
  });
  opener.addEventListener('click', () => dialog.showModal());

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') || event.target.closest('input, select, textarea')) {
      return;
    }
    if (event.key === '?') {
      event.preventDefault();
      dialog.showModal();
      return;
    }
    if (!keysAreOn()) {
      return;
    }
    const visit = event.target.closest?.('[data-visit]');
    if (visit && on.visit(visit.dataset.visit, event)) {
      event.preventDefault();
      return;
    }
    const target = event.shiftKey ? null : document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (target) {
      event.preventDefault();
      target.click();
    }
  });
}
