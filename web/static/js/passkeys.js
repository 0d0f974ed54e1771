// Passkeys: the browser makes or uses one, and the form sends what it says. Without this script its form stays hidden.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  for (const words of document.querySelectorAll("[data-no-passkeys]")) words.hidden = true;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  async function ask(kind, options) {
    const challenge = bytes(options.challenge);
    if (kind === "create") {
      const user = { ...options.user, id: bytes(options.user.id) };
      const excludeCredentials = known(options.excludeCredentials);
      return navigator.credentials.create({ publicKey: { ...options, challenge, user, excludeCredentials } });
    }
    const allowCredentials = known(options.allowCredentials);
    return navigator.credentials.get({ publicKey: { ...options, challenge, allowCredentials } });
  }

  function written(credential) {
    const { response } = credential;
    const said = { clientDataJSON: text(response.clientDataJSON) };
    if (response.attestationObject) {
      said.attestationObject = text(response.attestationObject);
      said.transports = response.getTransports?.() ?? [];
    } else {
      said.authenticatorData = text(response.authenticatorData);
      said.signature = text(response.signature);
      if (response.userHandle) said.userHandle = text(response.userHandle);
    }
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment, clientExtensionResults: {}, response: said,
    });
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const fault = form.querySelector("[data-passkey-fault]");
    const token = form.querySelector("[name=csrf_token]").value;
    form.hidden = false;

    const say = (words) => {
      fault.textContent = words;
      fault.hidden = false;
      fault.focus();
    };

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      fault.hidden = true;
      const name = form.elements.name;
      if (name && name.type !== "hidden" && !name.value.trim()) return form.submit(); // the server says what is missing
      try {
        const headers = { Accept: "application/json", "X-CSRF-Token": token };
        const answer = await fetch(form.dataset.options, { method: "POST", headers });
        const options = await answer.json();
        if (options.next) return location.assign(options.next);
        if (!answer.ok) return say(options.fields?.passkey ?? options.message);
        form.elements.credential.value = written(await ask(form.dataset.passkey, options));
        form.submit();
      } catch {
        say(fault.dataset.passkeyFault); // refused by the person, the device, or the network
      }
    });
  }
})();
