// Draws the diary over the list and keeps both current. Without this file the list below says and does the same.
import { draw } from './grid.js';
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

// Shows what is new; says so where somebody else's change is shown.
export async function refresh() {
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
    grid = draw(frame, feed);
  }
  if (known) {
    const { page } = await fetchPage(location.href);
    replacePart('diary-list', page);
    status.textContent = 'The diary has changed and is shown as it stands now.';
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
  timer = setTimeout(look, wait * 1000);
}

document.addEventListener('visibilitychange', look);
look();
