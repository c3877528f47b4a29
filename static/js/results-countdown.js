// Counts down by the server's clock and lets the results appear by themselves, without asking the server each second:
// seldom while the instant is far, once shortly after it, at a moment of this browser's own choosing.
"use strict";

(() => {
  const SECOND = 1000;
  const MINUTE = 60 * SECOND;
  const SELDOM = [20 * MINUTE, 30 * MINUTE];
  const AT_THE_INSTANT = [SECOND, 6 * SECOND];
  const LONGEST_WAIT = 2 * MINUTE;
  const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

  const live = document.querySelector("[data-live]");
  const announce = document.querySelector("[data-announce]");
  if (!live) return;

  let ahead = 0; // how far the server's clock is ahead of this device's
  let opens = 0;
  let tries = 0; // how often we asked after the instant
  let asking;
  let ticking;

  const between = ([least, most]) => least + Math.random() * (most - least);
  const panel = (root) => root.querySelector("[data-opens]");
  const left = () => opens - (Date.now() + ahead);

  const inWords = (milliseconds) => {
    let seconds = Math.ceil(milliseconds / SECOND);
    const parts = [];
    for (const [name, size] of UNITS) {
      const count = Math.floor(seconds / size);
      seconds -= count * size;
      if (count || parts.length) parts.push(`${count} ${name}${count === 1 ? "" : "s"}`);
    }
    return parts.slice(0, 2).join(" ");
  };

  const showTimeLeft = () => {
    const countdown = live.querySelector("[data-time-left]");
    if (!countdown) return;
    if (left() > 0) countdown.textContent = inWords(left());
    else countdown.parentElement.textContent = "Opening now …";
  };

  const onClock = (timeZone) => ({
    day: new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone }).format(opens),
    time: new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone }).format(opens),
  });

  const showOwnClock = (next) => {
    const own = onClock(undefined);
    const centre = onClock(next.dataset.zone);
    if (own.day === centre.day && own.time === centre.time) return;
    const item = next.querySelector("[data-own-clock]");
    item.textContent = `${own.day === centre.day ? "" : `${own.day}, `}${own.time} (this device)`;
    item.hidden = false;
  };

  const askAfter = (wait) => {
    clearTimeout(asking);
    asking = setTimeout(ask, wait);
  };

  const plan = () => {
    if (left() > 0) askAfter(Math.min(left() + between(AT_THE_INSTANT), between(SELDOM)));
    else askAfter(Math.min(between(AT_THE_INSTANT) * 2 ** Math.min(tries, 6), LONGEST_WAIT));
  };

  const begin = () => {
    const next = panel(live);
    clearTimeout(asking);
    clearInterval(ticking);
    if (!next) return;
    ahead = Number(next.dataset.now) - Date.now();
    opens = Number(next.dataset.opens);
    showOwnClock(next);
    next.querySelector("[data-by-itself]").hidden = false;
    showTimeLeft();
    ticking = setInterval(showTimeLeft, SECOND);
    plan();
  };

  const take = (fresh) => {
    const next = panel(fresh);
    if (next && Number(next.dataset.opens) === opens) {
      ahead = Number(next.dataset.now) - Date.now();
      plan();
      return;
    }
    const opened = left() <= 0;
    live.replaceChildren(...fresh.childNodes);
    tries = 0;
    if (opened) announce.textContent = "Your results are here.";
    begin();
  };

  const ask = async () => {
    if (left() <= 0) tries += 1;
    try {
      const response = await fetch(location.href, { cache: "no-store", redirect: "manual" });
      if (response.type === "opaqueredirect") {
        location.reload();
      } else if (response.ok) {
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        take(page.querySelector("[data-live]"));
      } else {
        askAfter(Number(response.headers.get("Retry-After") || 10) * SECOND + between(AT_THE_INSTANT));
      }
    } catch {
      plan(); // no connection just now
    }
  };

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && opens && panel(live)) {
      showTimeLeft();
      plan();
    }
  });

  begin();
})();
