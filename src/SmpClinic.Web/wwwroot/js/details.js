// Holds the time while the form is filled in, says honestly for how long, and keeps a double click from sending twice.
// Without this file the form works the same; only the hold is missing.
const form = document.querySelector('[data-booking-form]');
const notice = document.getElementById('hold');
const summary = document.getElementById('error-summary');
let sending = false;
let held = false;
let timer = 0;

if (summary) {
  summary.focus();
}

form.addEventListener('submit', (event) => {
  if (sending) {
    event.preventDefault();
    return;
  }
  sending = true;
  form.querySelector('[data-submit]').setAttribute('aria-disabled', 'true');
});

function fields() {
  const data = new FormData();
  const from = new FormData(form);
  data.set('start', from.get('Start') ?? '');
  data.set('practitioner', from.get('Practitioner') ?? '');
  const token = form.querySelector('input[name^="__"]');
  data.set(token.name, token.value);
  return data;
}

function say(kind, text, link) {
  notice.className = `notice notice--${kind}`;
  notice.hidden = false;
  const words = document.createElement('p');
  words.textContent = text;
  if (link) {
    const anchor = document.createElement('a');
    anchor.href = notice.dataset.times;
    anchor.textContent = link;
    words.append(' ', anchor);
  }
  notice.replaceChildren(words);
}

function countDown(seconds) {
  const end = performance.now() + seconds * 1000;
  let shown = '';
  clearInterval(timer);
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left <= 0) {
      clearInterval(timer);
      held = false;
      say('warning', 'We no longer hold this time for you. You can still send the form; if somebody was quicker we will offer you the nearest times.');
      return;
    }
    // Whole minutes, then half minutes: a live region that speaks every second would be unbearable.
    const text = left > 60
      ? `We hold this time for you for another ${Math.ceil(left / 60)} minutes.`
      : `We hold this time for you for another ${left > 30 ? 60 : 30} seconds.`;
    if (text !== shown) {
      shown = text;
      say('info', text);
    }
  };
  tick();
  timer = setInterval(tick, 1000);
}

async function hold() {
  try {
    const answer = await fetch(notice.dataset.hold, { method: 'POST', body: fields(), credentials: 'same-origin' });
    if (answer.ok) {
      held = true;
      countDown((await answer.json()).seconds);
    } else if (answer.status === 409) {
      say('warning', 'Somebody else is booking this time just now. You can send the form anyway, or', 'choose another time.');
    }
  } catch {
    // Without a connection there is nothing to hold and nothing to say; the form itself will tell.
  }
}

if (notice) {
  hold();
  addEventListener('pagehide', () => {
    if (held && !sending) {
      held = false;
      navigator.sendBeacon(notice.dataset.release, fields());
    }
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) {
      sending = false;
      form.querySelector('[data-submit]').removeAttribute('aria-disabled');
      hold();
    }
  });
}
