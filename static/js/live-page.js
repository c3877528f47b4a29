// Refreshes the parts of a page that change, in place: whoever reads, scrolls or has the focus somewhere stays there.
// The page has a link that pauses it; without this script it reloads itself as a whole.
"use strict";

(() => {
  const page = document.querySelector("[data-refresh]");
  if (!page) return;
  const SECOND = 1000;
  const every = Number(page.dataset.refresh) * SECOND;
  const trouble = page.querySelector("[data-live-trouble]");

  const say = (text) => {
    if (trouble.textContent !== text) trouble.textContent = text;
  };

  const take = (fresh) => {
    for (const part of page.querySelectorAll("[data-live]")) {
      const next = fresh.getElementById(part.id);
      // A link that has the focus stays until the focus has moved on.
      if (!next || part.contains(document.activeElement) || part.innerHTML === next.innerHTML) continue;
      part.replaceChildren(...next.childNodes);
    }
  };

  const ask = async () => {
    try {
      const response = await fetch(page.dataset.refreshFrom, { cache: "no-store", redirect: "manual" });
      if (response.type === "opaqueredirect") {
        location.reload(); // signed out
        return;
      }
      if (response.ok) {
        take(new DOMParser().parseFromString(await response.text(), "text/html"));
        say("");
      } else {
        say("The service is too busy to refresh this page. It tries again by itself.");
      }
    } catch {
      say("The service can't be reached. This page tries again by itself.");
    }
    setTimeout(next, every);
  };

  // A page that nobody sees asks for nothing.
  const next = () => {
    if (document.hidden) document.addEventListener("visibilitychange", next, { once: true });
    else ask();
  };

  setTimeout(next, every);
})();
