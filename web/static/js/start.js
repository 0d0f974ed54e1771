// QR codes on start cards and letters, and the link in an invitation, carry the code behind the #, which a browser never
// sends: fill it in, then forget it.
"use strict";

const code = document.getElementById("code");
if (code && !code.value && /^#[A-Za-z0-9-]{8,20}$/.test(location.hash)) {
  code.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  (document.getElementById("pin") || document.getElementById("name")).focus();
}
