// Pages of our own, read and sent without leaving the present one. A document fetched by XMLHttpRequest is parsed without any HTML
// sink, which the site's Trusted Types policy forbids.
export function fetchPage(url, { body, signal } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(body ? 'POST' : 'GET', url);
    request.responseType = 'document';
    request.onload = () => (request.response ? resolve({ status: request.status, url: request.responseURL, page: request.response }) : reject(new Error(String(request.status))));
    request.onerror = () => reject(new Error('network'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}

// Puts a part of another page in the place of the same part of this one; whoever had the keyboard in it keeps their place.
export function replacePart(id, page) {
  const old = document.getElementById(id);
  const found = page.getElementById(id);
  if (!old || !found) {
    return null;
  }
  const address = old.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
  const fresh = document.importNode(found, true);
  old.replaceWith(fresh);
  if (address) {
    fresh.querySelector(`[href="${CSS.escape(address)}"]`)?.focus();
  }
  return fresh;
}
