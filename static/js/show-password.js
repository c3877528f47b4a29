// Lets candidates see the password they copy from paper. It is hidden again before it is sent, so that no browser
// keeps it among remembered entries for whoever uses the same computer next.
"use strict";

(() => {
  const password = document.getElementById("id_password");
  const show = document.getElementById("show-password");
  if (!password || !show) return;

  const apply = () => {
    password.type = show.checked ? "text" : "password";
  };
  show.checked = true;
  show.closest("label").hidden = false;
  show.addEventListener("change", apply);
  password.form.addEventListener("submit", () => {
    password.type = "password";
  });
  window.addEventListener("pageshow", apply);
  apply();
})();
