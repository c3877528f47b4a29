// Makes tables of candidates handier where scripts run: filters that hide rows (ticks stay), ticking all found or all of
// a page, and counting. Without it every row is there to be ticked by hand.
"use strict";

// The letters of results_portal/text/folding.py, where it stands what they are.
const PLAIN = {
  "\u00f8": "o", "\u0111": "d", "\u00f0": "d", "\u0142": "l", "\u0127": "h", "\u0131": "i", "\u0167": "t",
  "\u00e6": "ae", "\u0153": "oe", "\u00fe": "th", "\u00df": "ss",
  "\u03c2": "\u03c3",
  "\u06cc": "\u064a", "\u0649": "\u064a", "\u06a9": "\u0643", "\u0629": "\u0647", "\u0640": "",
};
const count = new Intl.NumberFormat("en-GB");

// The same folding as the server's: no capitals, no accents.
function fold(text) {
  const apart = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  return Array.from(apart, (letter) => PLAIN[letter] ?? letter).join("");
}

function filterTable(section) {
  const rows = [...section.querySelectorAll("tbody tr")].map((element) => ({
    element,
    box: element.querySelector("input[type=checkbox]"),
    search: element.dataset.search,
    values: {
      group: [element.dataset.group],
      qualifications: element.dataset.qualifications.trim().split(" "),
      syllabuses: element.dataset.syllabuses.trim().split(" "),
    },
  }));
  const search = section.querySelector("[data-filter-search]");
  const selects = [...section.querySelectorAll("[data-filter-by]")];
  const tally = section.querySelector("[data-filter-count]");
  const empty = section.querySelector("[data-filter-empty]");
  if (!search) return;

  const inSight = () => rows.filter((row) => !row.element.hidden);

  function tell() {
    const ticked = rows.filter((row) => row.box && row.box.checked).length;
    const shown = inSight().length;
    const all = `${count.format(rows.length)} candidate${rows.length === 1 ? "" : "s"}`;
    const found = shown === rows.length ? all : `${count.format(shown)} found of ${all}`;
    tally.textContent = `${found}, ${count.format(ticked)} selected`;
    empty.hidden = shown > 0;
  }

  function filter() {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    const asked = selects.filter((select) => select.value);
    for (const row of rows) {
      row.element.hidden = !(
        words.every((word) => row.search.includes(word)) &&
        asked.every((select) => row.values[select.dataset.filterBy].includes(select.value))
      );
    }
    tell();
  }

  function tickFound(wanted) {
    for (const row of inSight()) if (row.box) row.box.checked = wanted;
    tell();
  }

  search.addEventListener("input", filter);
  // Enter would send the whole form from here; finding happens while typing.
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  for (const select of selects) select.addEventListener("change", filter);
  section.querySelector("[data-filter-tick]").addEventListener("click", () => tickFound(true));
  section.querySelector("[data-filter-untick]").addEventListener("click", () => tickFound(false));
  section.addEventListener("change", (event) => { if (event.target.name === "candidates") tell(); });
  section.querySelector("[data-filter-controls]").hidden = false;
  // A browser that goes back puts typed text and ticks in again after this script ran.
  window.addEventListener("pageshow", filter);
  filter();
}

function tickPage(form) {
  const all = form.querySelector("[data-tick-all-box]");
  const boxes = [...form.querySelectorAll("input[name=candidates]")];
  const tally = form.querySelector("[data-tick-count]");
  const ticked = form.querySelector("#scope-ticked");

  function tell() {
    const number = boxes.filter((box) => box.checked).length;
    tally.textContent = number ? ` (${count.format(number)})` : "";
    all.checked = number > 0 && number === boxes.length;
    all.indeterminate = number > 0 && number < boxes.length;
  }

  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    ticked.checked = true;
    tell();
  });
  for (const box of boxes) {
    box.addEventListener("change", () => { ticked.checked = true; tell(); });
  }
  form.querySelector("[data-tick-all-label]").hidden = false;
  window.addEventListener("pageshow", tell);
  tell();
}

document.querySelectorAll("[data-filter-table]").forEach(filterTable);
document.querySelectorAll("[data-tick-all]").forEach(tickPage);
