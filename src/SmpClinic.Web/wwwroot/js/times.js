// Updates the list of times in place. Without this file every link and button does the same by loading a page.
const status = document.getElementById('times-status');
const filter = document.querySelector('[data-times-filter]');

// A document fetched by XMLHttpRequest is parsed without any HTML sink, which the site's Trusted Types policy forbids.
function read(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', url);
    request.responseType = 'document';
    request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject(new Error(String(request.status))));
    request.onerror = () => reject(new Error('network'));
    request.send();
  });
}

let latest = 0;
let shown = location.pathname + location.search;

async function show(url, { push, focus }) {
  const mine = ++latest;
  document.getElementById('times').setAttribute('aria-busy', 'true');
  status.textContent = 'Loading times';
  try {
    const page = await read(url);
    if (mine !== latest) {
      return;
    }
    const times = document.importNode(page.getElementById('times'), true);
    document.getElementById('times').replaceWith(times);
    if (push) {
      history.pushState(null, '', url);
    }
    // The clinic may know the zone by a newer name than the browser does.
    const zone = filter?.querySelector('[name=zone]');
    if (zone && times.dataset.visitorZone && zone.value !== times.dataset.visitorZone) {
      zone.selectedOptions[0].remove();
      zone.value = times.dataset.visitorZone;
    }
    shown = location.pathname + location.search;
    const count = times.querySelectorAll('.slot').length;
    status.textContent = `${times.querySelector('h2').textContent}: ${count === 1 ? '1 time' : `${count} times`}`;
    if (focus) {
      times.querySelector('h2').focus();
    }
  } catch {
    location.assign(url);
  }
}

function filtered() {
  const url = new URL(filter.action);
  for (const [name, value] of new FormData(filter)) {
    if (value) {
      url.searchParams.set(name, value);
    }
  }
  const from = new URLSearchParams(location.search).get('from');
  if (from) {
    url.searchParams.set('from', from);
  }
  return url.href;
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-week]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(link.href, { push: true, focus: true });
  }
});

if (filter) {
  filter.addEventListener('change', () => show(filtered(), { push: true, focus: false }));
  filter.addEventListener('submit', (event) => {
    event.preventDefault();
    show(filtered(), { push: true, focus: true });
  });
}

addEventListener('popstate', () => {
  // Following the skip link is no journey: replacing the list then would take the focus away from whoever is in it.
  if (location.pathname + location.search !== shown) {
    show(location.href, { push: false, focus: false });
  }
});

// For a video call the visitor's own clock is shown beside the clinic's, unless the two agree.
const times = document.getElementById('times');
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (filter && times.dataset.secondClock && !times.dataset.visitorZone && own && own !== times.dataset.clinicZone) {
  const select = filter.querySelector('[name=zone]');
  if (!Array.from(select.options).some((option) => option.value === own)) {
    select.append(new Option(own.replaceAll('_', ' '), own));
  }
  select.value = own;
  show(filtered(), { push: false, focus: false });
}
