// Our own forms in a dialog over the diary. The pages themselves stay as they are: each works alone, and what it answers is shown here.
import { fetchPage, replacePart } from './pages.js';

const wait = 250;

// Opens the form of an address. Calls done with the calendar's page once it was acted on, and closed in any case.
export async function openForm(url, { done, closed }) {
  const dialog = document.createElement('dialog');
  dialog.className = 'diary-dialog';
  dialog.setAttribute('aria-labelledby', 'change-heading');

  function show(page) {
    const part = page.getElementById('change');
    if (!part) {
      location.assign(url);
      return;
    }
    dialog.replaceChildren(document.importNode(part, true));
    (dialog.querySelector('.error-summary, #conflict') ?? dialog.querySelector('h1')).setAttribute('tabindex', '-1');
    (dialog.querySelector('.error-summary, #conflict') ?? dialog.querySelector('h1')).focus();
  }

  async function send(form, button) {
    const body = new URLSearchParams(new FormData(form, button));
    dialog.setAttribute('aria-busy', 'true');
    for (const one of dialog.querySelectorAll('button')) {
      one.disabled = true;
    }
    try {
      const { page } = await fetchPage(button?.hasAttribute('formaction') ? button.formAction : form.action, { body });
      if (page.querySelector('[data-calendar]')) {
        dialog.close();
        done(page);
      } else {
        show(page);
      }
    } catch {
      for (const one of dialog.querySelectorAll('button')) {
        one.disabled = false;
      }
      const words = document.createElement('p');
      words.setAttribute('role', 'alert');
      words.className = 'error-message';
      words.textContent = 'The answer did not arrive. Nothing is known to have changed; look at the diary and try again.';
      dialog.firstElementChild.prepend(words);
    } finally {
      dialog.removeAttribute('aria-busy');
    }
  }

  let typed = 0;
  let find = null;
  dialog.addEventListener('input', (event) => {
    if (event.target.name !== 'Find') {
      return;
    }
    clearTimeout(typed);
    typed = setTimeout(async () => {
      find?.abort();
      find = new AbortController();
      const form = event.target.form;
      const { page } = await fetchPage(form.querySelector('[data-find]').formAction, { body: new URLSearchParams(new FormData(form)), signal: find.signal });
      replacePart('client-matches', page);
    }, wait);
  });
  dialog.addEventListener('submit', (event) => {
    event.preventDefault();
    send(event.target, event.submitter);
  });
  dialog.addEventListener('click', (event) => {
    if (event.target.closest('[data-leave]')) {
      event.preventDefault();
      dialog.close();
    }
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    closed?.();
  });

  const { page } = await fetchPage(url);
  document.body.append(dialog);
  dialog.showModal();
  show(page);
}
