// Makes lists of candidates handier where scripts run: ticks that stay from page to page, ticking all of a page or all
// found, a list that is loaded when it is needed, numbers from a file. Without it every form works on what it shows.
"use strict";

const count = new Intl.NumberFormat("en-GB");

// "0001-0040 0042" and "0001 to 0040, 0042", as the server writes them. Ranges are of digits alone.
function numbersIn(text) {
  const numbers = [];
  for (const [, first, last] of text.matchAll(/([0-9A-Z]+)(?:(?:-| to )([0-9A-Z]+))?/g)) {
    if (last === undefined || !/^\d+$/.test(first + last)) {
      numbers.push(first, ...(last === undefined ? [] : [last]));
      continue;
    }
    for (let number = Number(first); number <= Number(last); number += 1) {
      numbers.push(String(number).padStart(first.length, "0"));
    }
  }
  return numbers;
}

function boxesIn(element) {
  return [...element.querySelectorAll("input[type=checkbox][name=candidates]")];
}

// Whoever is ticked on a page that isn't shown is sent along.
function sendAlong(form, ticks) {
  form.addEventListener("formdata", (event) => {
    const shown = new Set(boxesIn(form).map((box) => box.value));
    for (const number of ticks) if (!shown.has(number)) event.formData.append("candidates", number);
  });
}

function stored(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "[]");
  } catch {
    return [];
  }
}

function store(name, ticks) {
  try {
    if (ticks.size) sessionStorage.setItem(name, JSON.stringify([...ticks]));
    else sessionStorage.removeItem(name);
  } catch {
    // A browser that keeps nothing forgets ticks with the page.
  }
}

// View candidates.
function tickPages(form) {
  const name = `ticks:${form.dataset.ticksName}`;
  const bar = form.querySelector("[data-bulk-bar]");
  const all = form.querySelector("[data-tick-all-box]");
  const boxes = boxesIn(form);
  const tally = form.querySelector("[data-tick-count]");
  const scope = form.querySelector("#scope-ticked");
  const untick = form.querySelector("[data-untick-all]");
  const used = document.querySelector("[data-tags~='ticks-used']") !== null;
  const ticks = new Set(used ? [] : stored(name));

  for (const elsewhere of form.querySelectorAll("[data-ticked-elsewhere]")) {
    ticks.add(elsewhere.value);
    elsewhere.remove();
  }
  for (const box of boxes) if (box.defaultChecked) ticks.add(box.value);

  function tell() {
    for (const box of boxes) box.checked = ticks.has(box.value);
    const here = boxes.filter((box) => box.checked).length;
    const others = ticks.size - here;
    const elsewhere = others ? `, ${count.format(others)} on other pages` : "";
    tally.textContent = ticks.size ? ` (${count.format(ticks.size)}${elsewhere})` : "";
    all.checked = here > 0 && here === boxes.length;
    all.indeterminate = here > 0 && here < boxes.length;
    bar.hidden = ticks.size === 0;
    if (bar.hidden) scope.checked = true;
    store(name, ticks);
  }

  function tick(numbers, wanted) {
    for (const number of numbers) {
      if (wanted) ticks.add(number);
      else ticks.delete(number);
    }
    scope.checked = true;
    tell();
  }

  all.addEventListener("change", () => tick(boxes.map((box) => box.value), all.checked));
  for (const box of boxes) box.addEventListener("change", () => tick([box.value], box.checked));
  untick.addEventListener("click", () => tick([...ticks], false));
  sendAlong(form, ticks);
  form.classList.add("bulk-live");
  untick.hidden = false;
  form.querySelector("[data-tick-all-label]").hidden = false;
  // A browser that goes back puts its own idea of the ticks in again after this script ran.
  window.addEventListener("pageshow", tell);
  tell();
}

// Edit status.
function chooseCandidates(section) {
  const form = section.closest("form");
  const finder = section.querySelector("[data-choose-finder]");
  if (!finder) return;
  const list = section.querySelector("#choose-list");
  const tally = section.querySelector("[data-choose-count]");
  const text = form.querySelector("textarea[name=numbers]");
  const file = section.querySelector("input[type=file]");
  const ticks = new Set(boxesIn(list).filter((box) => box.checked).map((box) => box.value));
  // Who is ticked beyond the list is named in the text; what somebody typed wrongly stays there.
  if (!text.classList.contains("is-invalid")) {
    for (const number of numbersIn(text.value)) ticks.add(number);
    text.value = "";
  }

  function show() {
    for (const box of boxesIn(list)) box.checked = ticks.has(box.value);
    for (const pages of list.querySelectorAll("[data-choose-pages]")) pages.hidden = false;
    const shown = list.querySelector("[data-found]");
    if (!shown) return;
    const total = Number(shown.dataset.total);
    const found = numbersIn(shown.dataset.found).length;
    const everyone = `${count.format(total)} candidate${total === 1 ? "" : "s"}`;
    const who = found === total ? everyone : `${count.format(found)} found of ${everyone}`;
    tally.textContent = `${who}, ${count.format(ticks.size)} selected`;
  }

  function tickFound(wanted) {
    for (const number of numbersIn(list.querySelector("[data-found]").dataset.found)) {
      if (wanted) ticks.add(number);
      else ticks.delete(number);
    }
    show();
  }

  function loadWhenNeeded() {
    const chosen = form.querySelector(`[name=${section.dataset.statusName}]:checked`);
    if (chosen && chosen.value === "selected" && !list.childElementCount) htmx.trigger(finder, "load-list");
  }

  list.addEventListener("change", (event) => {
    if (event.target.name !== "candidates") return;
    if (event.target.checked) ticks.add(event.target.value);
    else ticks.delete(event.target.value);
    show();
  });
  list.addEventListener("click", (event) => {
    const { page } = event.target.dataset;
    if (!page) return;
    const asked = new URLSearchParams({ page });
    for (const field of finder.querySelectorAll("[name]")) asked.set(field.name, field.value);
    htmx.ajax("GET", `${finder.getAttribute("hx-get")}?${asked}`, { target: list });
  });
  // Enter would send the whole form from here; finding happens while typing.
  finder.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.type === "search") event.preventDefault();
  });
  file.addEventListener("change", async () => {
    if (file.files[0]) text.value = await file.files[0].text();
  });
  section.querySelector("[data-choose-tick]").addEventListener("click", () => tickFound(true));
  section.querySelector("[data-choose-untick]").addEventListener("click", () => tickFound(false));
  document.body.addEventListener("htmx:afterSettle", show);
  form.addEventListener("change", loadWhenNeeded);
  sendAlong(form, ticks);
  finder.hidden = false;
  section.querySelector("[data-numbers-file]").hidden = false;
  window.addEventListener("pageshow", show);
  window.addEventListener("load", loadWhenNeeded);
  show();
}

document.querySelectorAll("[data-choose]").forEach(chooseCandidates);
document.querySelectorAll("[data-tick-all]").forEach(tickPages);
