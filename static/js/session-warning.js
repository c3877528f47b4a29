// Warns two minutes before the session ends, and lets somebody stay signed in without leaving the page. Another tab may
// have kept the session alive, so the server is asked before anything is said.
"use strict";

(() => {
  const WARN_SECONDS = 120;
  const box = document.getElementById("session-warning");
  if (!box) return;
  const words = box.querySelector("[data-session-text]");
  const form = box.querySelector("form");
  let timer;
  let cameFrom;

  const clock = (seconds) =>
    new Date(Date.now() + seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

  const say = (text, { canStay }) => {
    form.hidden = !canStay;
    box.hidden = false;
    if (words.textContent !== text) words.textContent = text;
  };

  const hide = () => {
    box.hidden = true;
    words.textContent = "";
  };

  const ended = () => {
    say(
      "You were signed out. What you entered is still on this page. Send it, and sign in when you are asked: it comes back filled in.",
      { canStay: false },
    );
  };

  const wait = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(0, seconds) * 1000);
  };

  const arrange = (seconds, { asked }) => {
    if (seconds <= 0) {
      ended();
    } else if (seconds > WARN_SECONDS) {
      hide();
      wait(seconds - WARN_SECONDS);
    } else {
      const when = clock(seconds);
      say(
        asked
          ? `You can stay signed in until ${when}, no longer. Finish what you are doing, or sign out and in again.`
          : `You will be signed out at ${when}. Do you want to stay signed in?`,
        { canStay: !asked },
      );
      wait(seconds + 1);
    }
  };

  const ask = async (options) => {
    const response = await fetch(form.action, { headers: { Accept: "application/json" }, cache: "no-store", ...options });
    const told = response.ok && !response.redirected ? await response.json() : { seconds: 0 };
    return told.seconds;
  };

  const look = async () => {
    try {
      arrange(await ask({}), { asked: false });
    } catch {
      wait(15); // no network: perhaps in a moment
    }
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const seconds = await ask({ method: "POST", body: new FormData(form) });
      arrange(seconds, { asked: true });
      if (box.hidden && cameFrom?.isConnected) cameFrom.focus();
    } catch {
      form.submit();
    }
  });
  form.addEventListener("focusin", (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) cameFrom = event.relatedTarget;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });
  wait(Number(box.dataset.seconds) - WARN_SECONDS);
})();
