// Shows how a text will look while it is typed. Without this file the button under the fields does the same by loading the page.
import { fetchPage, replacePart } from './diary/pages.js';

const form = document.querySelector('[data-editor]');
const pause = 600;
let timer;
let asking;

async function show() {
  asking?.abort();
  asking = new AbortController();
  const body = new FormData(form);
  body.set('Do', 'preview');
  try {
    const { status, page } = await fetchPage(form.action, { body, signal: asking.signal });
    if (status === 200 || status === 422) {
      replacePart('preview', page);
    }
  } catch {
    // The button is still there.
  }
}

form?.addEventListener('input', (event) => {
  if (event.target.matches('textarea, [name^="f-"], [name="With"]')) {
    clearTimeout(timer);
    timer = setTimeout(show, pause);
  }
});

// A text that was typed is not lost by a link clicked in passing.
let typed = false;
form?.addEventListener('input', () => { typed = true; });
form?.addEventListener('submit', () => { typed = false; });
addEventListener('beforeunload', (event) => {
  if (typed) {
    event.preventDefault();
  }
});
