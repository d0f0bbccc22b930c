// Passkeys: asks the server what to ask the browser, and sends its answer with the form. Everything else works without.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

function asked(kind, told) {
  const options = { ...told, challenge: bytes(told.challenge) };
  if (kind === "get") return { ...options, allowCredentials: known(told.allowCredentials) ?? [] };
  return { ...options, user: { ...told.user, id: bytes(told.user.id) }, excludeCredentials: known(told.excludeCredentials) ?? [] };
}

function answered(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
}

async function use(form) {
  const said = form.querySelector("[role=alert]");
  said.hidden = true;
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(form.dataset.options, { method: "POST", body: new FormData(form), redirect: "error" });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.said);
    const kind = form.dataset.passkey;
    const credential = await navigator.credentials[kind]({ publicKey: asked(kind, told) });
    form.elements.credential.value = answered(credential);
    form.submit();
  } catch (error) {
    said.textContent = error.constructor === Error && error.message ? error.message : form.dataset.failed;
    said.hidden = false;
    button.disabled = false;
  }
}

// An address that is a number can have no passkeys.
const possible = window.PublicKeyCredential && !/^[\d.]+$|:/.test(location.hostname);
for (const form of possible ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    use(form);
  });
}
for (const note of document.querySelectorAll("[data-no-passkeys]")) note.hidden = Boolean(possible);
