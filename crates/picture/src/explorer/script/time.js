  // ---- Time

  const template = document.createElement("template");
  template.innerHTML = "<svg></svg>";
  const SVG = template.content.firstChild.namespaceURI, WIDE = 300, HIGH = 90, LEFT = 6, TOP = 16;
  function drawn(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  }

  const times = data.frames.map((frame, index) => frame.at ?? index);
  const acrossOf = (time) => {
    const [first, last] = [Math.min(...times), Math.max(...times)];
    return LEFT + (WIDE - 2 * LEFT) * (last > first ? (time - first) / (last - first) : 0.5);
  };

  /// One chart for each quantity over time, with a mark that moves.
  const marks = [];
  function makeCharts() {
    const charts = [
      ["activation regions", data.frames.map((frame) => frame.cells)],
      ["linear regions", data.frames.map((frame) => frame.linear_regions)],
      ...data.measured,
    ];
    if (charts[0][1].every((count, index) => count === charts[1][1][index])) charts.splice(1, 1);
    byId("charts").replaceChildren(...charts.map(([name, values]) => {
      const known = values.filter((value) => value !== null), [least, most] = [Math.min(...known), Math.max(...known)];
      const up = (value) => HIGH - 4 - (HIGH - TOP - 8) * (most > least ? (value - least) / (most - least) : 0.5);
      const points = values.flatMap((value, index) => value === null ? [] : [`${acrossOf(times[index]).toFixed(2)},${up(value).toFixed(2)}`]);
      const label = `${name} over ${data.axis}: from ${short(known[0] ?? NaN)} to ${short(known.at(-1) ?? NaN)}, between ${short(least)} and ${short(most)}`;
      const chart = drawn("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": label });
      const mark = drawn("line", { y1: TOP, y2: HIGH, class: "mark" }), now = drawn("text", { x: WIDE - LEFT, y: 11, "text-anchor": "end" });
      chart.append(drawn("text", { x: LEFT, y: 11 }, name), drawn("polyline", { points: points.join(" ") }), mark, now);
      chart.addEventListener("click", (event) => {
        const box = chart.getBoundingClientRect(), at = (event.clientX - box.left) / box.width * WIDE;
        const away = times.map((time) => Math.abs(acrossOf(time) - at));
        show(away.indexOf(Math.min(...away)));
      });
      marks.push((index) => {
        mark.setAttribute("x1", acrossOf(times[index]));
        mark.setAttribute("x2", acrossOf(times[index]));
        now.textContent = values[index] === null ? "" : short(values[index]);
      });
      return chart;
    }));
  }

  let player = 0;
  function play(on) {
    clearTimeout(player);
    player = 0;
    byId("play").textContent = on ? "Pause" : "Play";
    if (!on) return;
    const last = data.frames.length - 1;
    const next = async () => {
      const began = performance.now(), now = wanted;
      await show(now === last ? 0 : now + 1);
      // The last one stays longer.
      const pause = (wanted === last ? 2000 : 1000 / data.frames_per_second) - (performance.now() - began);
      if (player) player = setTimeout(next, Math.max(0, pause));
    };
    player = setTimeout(next, 0);
  }

  let wanted = 0;
  async function show(index) {
    wanted = index;
    const frame = await frameOf(index);
    if (wanted !== index) return;
    state.frame = frame;
    const shown = data.frames[index];
    byId("counts").textContent = `${counted(shown.cells, "activation region")}, ${counted(shown.linear_regions, "linear region")}, ${counted(neurons, "neuron")}`;
    byId("frame-name").textContent = shown.name;
    byId("frame").value = String(index);
    byId("frame").setAttribute("aria-valuetext", shown.name);
    for (const mark of marks) mark(index);
    upload(frame);
    paint(frame);
    pointAt(...pointer);
    document.documentElement.dataset.frame = String(index);
  }
  if (data.outputs < 2) byId("colour").querySelector("[value=class]").textContent = "sign of the output";
  byId("colour").value = data.colour;
  if (data.frames.length > 1) {
    byId("frames").hidden = false;
    byId("frame").max = String(data.frames.length - 1);
    byId("frame").addEventListener("input", () => { play(false); show(Number(byId("frame").value)); });
    byId("play").addEventListener("click", () => play(!player));
    makeCharts();
  }
  pointer = [NaN, NaN];
  await show(0);
  served = window.served?.({ data, state, limits, canvas, replace });
})();
