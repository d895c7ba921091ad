"use strict";
// The page when `crease explore` serves it: it requests the window in view, and tells the server that it
// is open. `time.js` passes it what it may read and change.
window.served = ({ data, state, limits, canvas, replace }) => {
  // A window has at least this share of its distance from 0; the server refuses smaller ones.
  const SMALLEST = 1000 * Number.EPSILON;
  // A requested window is larger than the view by this factor.
  const AROUND = 1.5;
  const page = document.querySelector("meta[name=page]").content;
  const where = document.createElement("p");
  where.id = "where";
  where.setAttribute("aria-live", "polite");
  document.getElementById("counts").after(where);
  const home = data.window;
  Object.assign(limits, { least: 1e-3, away: 1e3 });

  // ---- The window in view

  /// Half of the view along each axis, in the coordinates of the window that is shown.
  function seen() {
    const { clientWidth: width, clientHeight: height } = canvas, side = Math.min(width, height) || 1;
    return [width, height].map((length) => length / side / state.zoom);
  }

  function wanted() {
    const { center, half_side } = data.window;
    return {
      s: center[0] + state.x * half_side,
      t: center[1] + state.y * half_side,
      half: AROUND * Math.max(...seen()) * half_side,
    };
  }

  const addressOf = ({ s, t, half }) => `window?s=${s}&t=${t}&half=${half}`;

  let timer = 0, asking = null, refused = "";
  /// After each drawing: whether another window is needed.
  function looked() {
    const { center, half_side } = data.window;
    const smallest = SMALLEST * Math.max(...center.map(Math.abs), half_side) + Number.MIN_VALUE;
    limits.most = Math.max(1, Math.min(20000, half_side / smallest));
    const isInside = [state.x, state.y].every((at) => Math.abs(at) + 1 / state.zoom < 1.0001);
    const isFine = Math.max(...seen()) > 0.4;
    if (isInside && isFine) return;
    clearTimeout(timer);
    timer = setTimeout(() => ask(wanted(), false), 120);
  }

  async function ask(view, whole) {
    clearTimeout(timer);
    const address = addressOf(view);
    if (address === refused) return;
    asking?.abort();
    const asked = asking = new AbortController();
    where.textContent = "counting …";
    let told;
    try {
      const answer = await fetch(address, { signal: asked.signal });
      told = await answer.json();
    } catch {
      if (asking === asked) gone();
      return;
    }
    if (asking !== asked) return;
    if (told.error) {
      refused = address;
      where.textContent = told.error;
      return;
    }
    await replace(told, whole);
    asking = null;
    tell();
    document.documentElement.dataset.windows = String(Number(document.documentElement.dataset.windows ?? 0) + 1);
  }

  function tell() {
    const { center, half_side } = data.window;
    where.textContent = `in the window with center [${center.join(", ")}] and half_side ${half_side}`;
  }

  function gone() {
    where.textContent = "crease explore has stopped; what is shown stays";
  }

  // ---- Telling the server that the page is open

  async function alive() {
    try {
      await fetch(`alive?page=${page}`, { method: "POST" });
    } catch {
      gone();
    }
  }
  setInterval(alive, 20000);
  addEventListener("visibilitychange", () => { if (!document.hidden) alive(); });
  addEventListener("pageshow", (event) => { if (event.persisted) alive(); });
  addEventListener("pagehide", () => navigator.sendBeacon(`closed?page=${page}`));

  tell();
  return {
    looked,
    /// The first window again.
    everything: () => {
      if (data.window !== home) ask({ s: home.center[0], t: home.center[1], half: home.half_side }, true);
    },
  };
};
