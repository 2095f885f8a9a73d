// Narrows the answers while one types. Without this file the form does the same by loading a page.
const form = document.querySelector('[data-faq-search]');
const box = form.querySelector('input');
const found = document.getElementById('found');
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const groups = Array.from(document.querySelectorAll('.faq'), (section) => ({
  section,
  answers: Array.from(section.querySelectorAll('details'), (details) => {
    const words = details.cloneNode(true);
    words.querySelectorAll('.source-note').forEach((note) => note.remove());
    return { details, text: plain(words.textContent) };
  }),
}));

function narrow() {
  const words = plain(box.value).split(/\s+/).map((word) => word.replace(/^[?.,!"“”]+|[?.,!"“”]+$/g, '').replace(/^(.{3,})s$/, '$1')).filter(Boolean);
  let count = 0;
  for (const { section, answers } of groups) {
    for (const { details, text } of answers) {
      details.hidden = !words.every((word) => text.includes(word));
      count += details.hidden ? 0 : 1;
    }
    section.hidden = answers.every(({ details }) => details.hidden);
  }
  const amount = count === 0 ? 'No answer has' : count === 1 ? '1 answer has' : `${count} answers have`;
  found.textContent = words.length === 0 ? '' : `${amount} all of “${box.value.trim()}”.`;
}

let waiting;
box.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(narrow, 150);
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  narrow();
  history.replaceState(null, '', box.value.trim() ? `?q=${encodeURIComponent(box.value.trim())}` : location.pathname);
});
