// Asks the browser for a passkey, or to make one, and sends what it says with the form.
// Without this, or in a browser that knows no passkeys, the form stays hidden: codes do all.
const known = window.PublicKeyCredential;

async function asked(form) {
  const { publicKey } = JSON.parse(form.dataset.options);
  if (form.dataset.passkey === "create") {
    const options = known.parseCreationOptionsFromJSON(publicKey);
    return navigator.credentials.create({ publicKey: options });
  }
  const options = known.parseRequestOptionsFromJSON(publicKey);
  return navigator.credentials.get({ publicKey: options });
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const failed = form.querySelector("[data-failed]");
  failed.hidden = true;
  try {
    const credential = await asked(form);
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch {
    failed.hidden = false;
  }
}

if (known && known.parseCreationOptionsFromJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", send);
  }
}
