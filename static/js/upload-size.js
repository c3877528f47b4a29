// Says at once that files are too large: the server would only close the connection.
(() => {
  const form = document.querySelector("[data-upload]");
  const field = form?.querySelector("input[type=file]");
  const warning = form?.querySelector("[data-too-large]");
  if (!field || !warning) {
    return;
  }
  const tooLarge = () => [...field.files].reduce((sum, file) => sum + file.size, 0) > Number(field.dataset.largest) - 65536;
  field.addEventListener("change", () => { warning.hidden = !tooLarge(); });
  form.addEventListener("submit", (event) => {
    if (tooLarge()) {
      event.preventDefault();
      warning.hidden = false;
      field.focus();
    }
  });
})();
