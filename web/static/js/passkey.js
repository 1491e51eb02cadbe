// <form data-passkey="get|create" data-ask="/address">: a passkey is asked for, its
// answer goes into the field "passkey", and the form is sent as any other. Where the
// browser knows no passkeys the form stays hidden and a sentence says so.
import { clear } from "./pending.js";
import { ready } from "./ready.js";

const able = () => window.PublicKeyCredential && navigator.credentials;

ready("form[data-passkey]", (form) => {
  if (!able()) return;
  form.hidden = false;
  for (const none of (form.closest("main") ?? document).querySelectorAll("[data-passkey-none]")) none.hidden = true;
});

document.addEventListener("submit", (e) => {
  const form = e.target;
  if (!form.matches("form[data-passkey]") || form.elements.passkey.value) return;
  e.preventDefault();
  e.stopImmediatePropagation();
  answer(form);
}, true);

async function answer(form) {
  const wrong = form.querySelector("[data-passkey-wrong]");
  if (wrong) wrong.hidden = true;
  const buttons = form.querySelectorAll("button");
  for (const b of buttons) b.disabled = true;
  try {
    const asked = await fetch(form.dataset.ask, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams() });
    if (asked.status === 403) location.assign(location.pathname + "?confirm=1"); // Prove yourself first.
    if (!asked.ok) throw new Error(asked.status);
    const { publicKey } = await asked.json();
    const credential = form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: unpack(publicKey) })
      : await navigator.credentials.get({ publicKey: unpack(publicKey) });
    form.elements.passkey.value = JSON.stringify(pack(credential));
    for (const b of buttons) b.disabled = false;
    form.requestSubmit();
  } catch {
    for (const b of buttons) b.disabled = false;
    clear(form);
    if (wrong) wrong.hidden = false;
  }
}

// A page that comes back from the history asks anew: an answer is good once.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-passkey]")) form.elements.passkey.value = "";
});

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function unpack(options) {
  const out = { ...options, challenge: bytes(options.challenge) };
  if (options.user) out.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (options[list]) out[list] = options[list].map((c) => ({ ...c, id: bytes(c.id) }));
  }
  return out;
}

function pack(credential) {
  const r = credential.response;
  const response = { clientDataJSON: text(r.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) if (r[name]) response[name] = text(r[name]);
  if (r.getTransports) response.transports = r.getTransports();
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined, clientExtensionResults: credential.getClientExtensionResults() };
}
