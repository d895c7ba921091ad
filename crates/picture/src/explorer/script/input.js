  // ---- What the user does

  let pointer = [0, 0];
  function pointAt(x, y) {
    pointer = [x, y];
    state.cell = state.frame ? cellAt(state.frame, x, y) : -1;
    state.words = true;
    draw();
  }

  function zoomAt(factor, left, top) {
    const [x, y] = toWindow(left, top);
    state.zoom = Math.max(limits.least, Math.min(limits.most, state.zoom * factor));
    const [newX, newY] = toWindow(left, top);
    state.x += x - newX;
    state.y += y - newY;
    keepInside();
    draw();
  }

  function keepInside() {
    state.x = Math.max(-limits.away, Math.min(limits.away, state.x));
    state.y = Math.max(-limits.away, Math.min(limits.away, state.y));
  }

  function everything() {
    Object.assign(state, { x: 0, y: 0, zoom: 1 });
    served?.everything();
    draw();
  }

  /// Shows another window in place of this one; the view stays where it is unless `whole`.
  async function replace(told, whole) {
    const bytes = await bytesOf(told.frames[0].bytes), before = data.window, after = told.window;
    const moved = (at, axis) => (before.center[axis] - after.center[axis] + at * before.half_side) / after.half_side;
    if (whole) Object.assign(state, { x: 0, y: 0, zoom: 1 });
    else Object.assign(state, { x: moved(state.x, 0), y: moved(state.y, 1), zoom: state.zoom * after.half_side / before.half_side });
    pointer = pointer.map(moved);
    // Slopes keep their colours.
    Object.assign(data, { window: after, areas: told.areas, dots: told.dots, frames: told.frames });
    frames.clear();
    frames.set(0, Promise.resolve(read(0, bytes)));
    await show(0);
  }

  /// Selects the neuron of the nearest wall within reach, in units of the window.
  function select(x, y, reach) {
    if (!state.frame) return;
    const cell = cellAt(state.frame, x, y);
    const wall = cell < 0 ? null : nearestWall(state.frame, cell, x, y);
    state.neuron = wall && wall.neuron !== RIM && wall.distance < reach ? wall.neuron : -1;
    state.words = true;
    draw();
  }

  const pressed = new Map();
  let moved = false;
  const placeOf = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pressed.set(event.pointerId, placeOf(event));
    moved = pressed.size > 1;
  });
  canvas.addEventListener("pointermove", (event) => {
    state.keyboard = false;
    const now = placeOf(event), before = pressed.get(event.pointerId);
    if (!before) return pointAt(...toWindow(...now));
    const others = [...pressed.entries()].filter(([id]) => id !== event.pointerId);
    if (others.length === 1) {
      const [, other] = others[0];
      const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
      zoomAt(apart(now, other) / apart(before, other), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    } else if (moved || Math.hypot(now[0] - before[0], now[1] - before[1]) > 3) {
      moved = true;
      const [fromX, fromY] = toWindow(...before), [toX, toY] = toWindow(...now);
      state.x += fromX - toX;
      state.y += fromY - toY;
      keepInside();
      draw();
    } else return;
    pressed.set(event.pointerId, now);
  });
  const released = (event) => {
    const was = pressed.delete(event.pointerId);
    if (was && !moved && event.type === "pointerup") {
      const at = toWindow(...placeOf(event));
      pointAt(...at);
      // Half a finger's breadth: 14 pixels.
      select(...at, 28 / (state.zoom * Math.min(canvas.clientWidth, canvas.clientHeight)));
    }
  };
  canvas.addEventListener("pointerup", released);
  canvas.addEventListener("pointercancel", released);
  canvas.addEventListener("pointerleave", () => { if (!pressed.size) { state.cell = -1; state.words = true; draw(); } });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomAt(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), ...placeOf(event));
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const step = 0.15 / state.zoom, middle = [canvas.clientWidth / 2, canvas.clientHeight / 2];
    const keys = {
      ArrowLeft: () => { state.x -= step; }, ArrowRight: () => { state.x += step; },
      ArrowDown: () => { state.y -= step; }, ArrowUp: () => { state.y += step; },
      "+": () => zoomAt(1.25, ...middle), "=": () => zoomAt(1.25, ...middle), "-": () => zoomAt(0.8, ...middle),
      0: everything, Escape: () => { state.neuron = -1; }, Enter: () => select(state.x, state.y, Infinity),
    };
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    state.keyboard = true;
    act();
    keepInside();
    // The keyboard acts on the middle of the view.
    pointAt(state.x, state.y);
  });
  canvas.addEventListener("blur", () => { state.keyboard = false; draw(); });
  byId("closer").addEventListener("click", () => zoomAt(1.5, canvas.clientWidth / 2, canvas.clientHeight / 2));
  byId("farther").addEventListener("click", () => zoomAt(1 / 1.5, canvas.clientWidth / 2, canvas.clientHeight / 2));
  byId("everything").addEventListener("click", everything);
  byId("walls").addEventListener("change", draw);
  byId("colour").addEventListener("change", () => { paint(state.frame); draw(); });
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  dark.addEventListener("change", draw);
  new ResizeObserver(draw).observe(canvas);
