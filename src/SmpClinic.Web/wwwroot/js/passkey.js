// Asks the browser for a passkey and sends its answer with the form. Without this file, or where a browser knows no passkeys,
// the forms stay hidden and the other way in is on the same page.
const known = 'credentials' in navigator && 'PublicKeyCredential' in window;

const bytesOf = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));

const textOf = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytesOf(one.id) }));

function read(options) {
  return {
    ...options,
    challenge: bytesOf(options.challenge),
    ...(options.user ? { user: { ...options.user, id: bytesOf(options.user.id) } } : {}),
    ...(options.excludeCredentials ? { excludeCredentials: named(options.excludeCredentials) } : {}),
    ...(options.allowCredentials ? { allowCredentials: named(options.allowCredentials) } : {}),
  };
}

function write(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: textOf(response.clientDataJSON) };
  if (response.attestationObject) {
    answer.attestationObject = textOf(response.attestationObject);
    answer.transports = response.getTransports?.() ?? [];
  } else {
    answer.authenticatorData = textOf(response.authenticatorData);
    answer.signature = textOf(response.signature);
    if (response.userHandle) {
      answer.userHandle = textOf(response.userHandle);
    }
  }
  return JSON.stringify({
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    response: answer,
  });
}

function say(error) {
  switch (error.name) {
    case 'InvalidStateError':
      return 'This device has a passkey for your account already.';
    case 'NotAllowedError':
      return 'Nothing came of it: it was cancelled, or took too long. Try again when you are ready.';
    default:
      return 'The browser could not do it. Use the other way on this page.';
  }
}

for (const form of known ? document.querySelectorAll('form[data-passkey]') : []) {
  form.hidden = false;
  const words = form.querySelector('[data-passkey-words]');
  const field = form.querySelector('input[name="Credential"]');
  form.addEventListener('submit', async (event) => {
    if (field.value) {
      return;
    }
    event.preventDefault();
    words.textContent = 'Follow what the browser asks.';
    try {
      const publicKey = read(JSON.parse(form.dataset.options));
      const credential = form.dataset.passkey === 'create'
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey });
      field.value = write(credential);
      form.requestSubmit();
    } catch (error) {
      words.textContent = say(error);
    }
  });
}
