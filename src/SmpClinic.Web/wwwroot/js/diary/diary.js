// Draws the diary over the list and keeps both current. Without this file the list below says and does the same.
import { openForm } from './dialog.js';
import { draw } from './grid.js';
import { bindKeys } from './keys.js';
import { fetchPage, replacePart } from './pages.js';

const frame = document.getElementById('diary');
const status = document.getElementById('diary-status');
const query = frame.dataset.query;
const everySeconds = 4;
const slowestSeconds = 60;

let stamp = null;
let grid = null;
let wait = everySeconds;
let timer = 0;

async function readFeed() {
  const answer = await fetch(`/staff/calendar/events${query}`, {
    cache: 'no-store',
    headers: stamp ? { 'If-None-Match': `"${stamp}"` } : {},
  });
  if (answer.status === 304) {
    return null;
  }
  if (!answer.ok || answer.redirected) {
    throw new Error(String(answer.status));
  }
  return answer.json();
}

// Shows what is new; says so where somebody else's change is shown. What is being typed stands in a dialog, which nothing here touches.
async function refresh(own = false) {
  const known = stamp;
  const feed = await readFeed();
  if (!feed) {
    return;
  }
  stamp = feed.stamp;
  if (grid) {
    grid.show(feed);
  } else if (frame.dataset.view !== 'agenda') {
    frame.hidden = false;
    document.getElementById('diary-as-list').open = false;
    grid = draw(frame, feed, { change, choose });
  }
  if (known) {
    const { page } = await fetchPage(`/staff/calendar${query}`);
    replacePart('diary-list', page);
    if (!own) {
      status.textContent = 'The diary has changed and is shown as it stands now.';
    }
  }
}

async function look() {
  clearTimeout(timer);
  if (document.hidden) {
    return;
  }
  try {
    await refresh();
    if (wait > everySeconds) {
      status.textContent = '';
    }
    wait = everySeconds;
  } catch {
    // The next look may succeed; the longer it does not, the rarer we ask.
    wait = Math.min(wait * 2, slowestSeconds);
    status.textContent = 'The diary cannot be read just now. What is shown may be old.';
  }
  clearTimeout(timer);
  timer = setTimeout(look, wait * 1000);
}

// The calendar's page as it was answered: its notice with the way to undo, and the diary as it stands.
function acted(page) {
  const notice = replacePart('diary-notice', page);
  watchUndo();
  notice.querySelector('button')?.focus();
  refresh(true).catch(look);
}

function watchUndo() {
  const form = document.querySelector('[data-undo]');
  if (form) {
    setTimeout(() => form.isConnected && form.remove(), Number(form.dataset.seconds) * 1000);
  }
}

const open = (url) => openForm(url, { done: acted, closed: () => grid?.reset() });

// A visit is to stand elsewhere: the form asks, with what the diary says to it.
function change(id, place) {
  open(`/staff/calendar/visits/${id}/time?${new URLSearchParams({ ...place, back: `/staff/calendar${query}` })}`);
}

// A free place was chosen.
function choose(place) {
  open(`/staff/calendar/new?${new URLSearchParams({ ...place, back: `/staff/calendar${query}` })}`);
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-dialog]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link.href);
  }
});

document.addEventListener('submit', async (event) => {
  if (event.target.matches('[data-undo]')) {
    event.preventDefault();
    const { page } = await fetchPage(event.target.action, { body: new URLSearchParams(new FormData(event.target)) });
    acted(page);
  }
});

bindKeys({ visit: (id, event) => grid?.key(id, event) ?? false });
document.addEventListener('visibilitychange', look);
watchUndo();
look();
