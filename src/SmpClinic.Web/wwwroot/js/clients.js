// Looks for clients while somebody types, and goes down into what was found by keys. Without this file the button does the same.
import { fetchPage, replacePart } from './diary/pages.js';

const wait = 250;
const form = document.querySelector('[data-client-search]');
const box = form.querySelector('input[type=search]');
const count = document.getElementById('client-count');
let typed = 0;
let asked = null;

async function find() {
  asked?.abort();
  asked = new AbortController();
  try {
    const { status, url, page } = await fetchPage(form.action, { body: new URLSearchParams(new FormData(form)), signal: asked.signal });
    if (status !== 200 || !replacePart('client-results', page)) {
      // What was typed is wrong, or the session is over: the page itself tells.
      form.submit();
      return;
    }
    count.textContent = page.getElementById('client-count').textContent;
    // The address has the words sealed, so that Back from a record comes to what was found.
    history.replaceState(null, '', url);
  } catch {
    count.textContent = 'The answer did not arrive. Press Enter to try again.';
  }
}

box.addEventListener('input', () => {
  clearTimeout(typed);
  typed = setTimeout(find, wait);
});

box.addEventListener('keydown', (event) => {
  const first = event.key === 'ArrowDown' ? document.querySelector('#client-results a') : null;
  if (first) {
    event.preventDefault();
    first.focus();
  }
});
