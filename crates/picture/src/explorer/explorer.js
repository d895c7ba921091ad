"use strict";
// The regions of a network in a window, drawn by WebGL; what the page is told is written by
// `explorer/mod.rs`, which says how the numbers lie in a frame's bytes.
(async () => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const canvas = byId("cells"), above = byId("above"), pen = above.getContext("2d");
  const RIM = 0xffffffff;
  const neurons = data.layers.reduce((sum, width) => sum + width, 0);

  // ---- Numbers of a frame

  async function bytesOf(text) {
    const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
  }

  /// Frames that were read last: many checkpoints together may take gigabytes.
  const frames = new Map(), MOST_FRAMES = 8;
  async function frameOf(index) {
    const frame = frames.get(index) ?? bytesOf(data.frames[index].bytes).then((bytes) => read(index, bytes));
    frames.delete(index);
    frames.set(index, frame);
    if (frames.size > MOST_FRAMES) frames.delete(frames.keys().next().value);
    return frame;
  }

  function read(index, bytes) {
    const { cells, corners, parameters } = data.frames[index];
    let at = 0;
    const take = (Kind, length) => {
      const taken = new Kind(bytes, at, length);
      at += taken.byteLength;
      return taken;
    };
    const frame = { index, cells, corners, parameters: take(Float64Array, parameters) };
    frame.offsets = take(Uint32Array, cells + 1);
    frame.points = take(Float32Array, 2 * corners);
    frame.sides = take(Uint32Array, corners);
    frame.linear = take(Uint32Array, cells);
    frame.classes = take(Uint32Array, cells);
    frame.slopes = take(Float32Array, cells);
    frame.areas = take(Float32Array, cells);
    frame.patterns = take(Uint8Array, cells * neurons);
    frame.grid = gridOf(frame);
    return frame;
  }

  /// Which cells may lie in each square of a grid over the window.
  function gridOf(frame) {
    const across = Math.max(1, Math.min(256, Math.ceil(Math.sqrt(frame.cells / 2))));
    const bin = (x) => Math.max(0, Math.min(across - 1, Math.floor((x + 1) / 2 * across)));
    const lists = Array.from({ length: across * across }, () => []);
    for (let cell = 0; cell < frame.cells; cell++) {
      let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
      for (let k = frame.offsets[cell]; k < frame.offsets[cell + 1]; k++) {
        const x = frame.points[2 * k], y = frame.points[2 * k + 1];
        left = Math.min(left, x); right = Math.max(right, x); low = Math.min(low, y); high = Math.max(high, y);
      }
      for (let row = bin(low); row <= bin(high); row++)
        for (let column = bin(left); column <= bin(right); column++) lists[row * across + column].push(cell);
    }
    return { bin, across, lists };
  }

  function cellAt(frame, x, y) {
    if (!(Math.abs(x) <= 1 && Math.abs(y) <= 1)) return -1;
    const { bin, across, lists } = frame.grid;
    for (const cell of lists[bin(y) * across + bin(x)]) {
      const from = frame.offsets[cell], to = frame.offsets[cell + 1];
      let inside = true;
      for (let k = from, last = to - 1; k < to && inside; last = k++) {
        const ax = frame.points[2 * last], ay = frame.points[2 * last + 1];
        inside = (frame.points[2 * k] - ax) * (y - ay) >= (frame.points[2 * k + 1] - ay) * (x - ax);
      }
      if (inside) return cell;
    }
    return -1;
  }

  /// The outputs in a cell as [s, t, 1] coefficients, from its pattern and the weights on the slice.
  function mapOf(frame, cell) {
    const { slopes, offsets } = data.activation;
    let at = 0, unit = cell * neurons;
    const next = (count) => { const from = at; at += count; return frame.parameters.subarray(from, at); };
    const first = next((data.layers[0] ?? data.outputs) * 3);
    let forms = [];
    for (let k = 0; k < first.length; k += 3) forms.push([first[k], first[k + 1], first[k + 2]]);
    for (let layer = 0; layer < data.layers.length; layer++) {
      const values = forms.map((form) => {
        const piece = frame.patterns[unit++];
        return [form[0] * slopes[piece], form[1] * slopes[piece], form[2] * slopes[piece] + offsets[piece]];
      });
      const width = data.layers[layer + 1] ?? data.outputs;
      const weight = next(width * values.length), bias = next(width);
      forms = Array.from({ length: width }, (_, row) => {
        const form = [0, 0, bias[row]];
        values.forEach((value, column) => {
          const w = weight[row * values.length + column];
          for (let i = 0; i < 3; i++) form[i] += w * value[i];
        });
        return form;
      });
    }
    return forms;
  }

  function layerOf(neuron) {
    let layer = 0;
    while (neuron >= data.layers[layer]) neuron -= data.layers[layer++];
    return { layer, unit: neuron };
  }

  /// The wall of a cell that is nearest to a point: the neuron, and how far it is.
  function nearestWall(frame, cell, x, y) {
    let best = { neuron: RIM, distance: Infinity };
    const from = frame.offsets[cell], to = frame.offsets[cell + 1];
    for (let k = from; k < to; k++) {
      if (frame.sides[k] === RIM) continue;
      const next = k + 1 < to ? k + 1 : from;
      const ax = frame.points[2 * k], ay = frame.points[2 * k + 1];
      const dx = frame.points[2 * next] - ax, dy = frame.points[2 * next + 1] - ay;
      const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      const distance = Math.hypot(x - ax - along * dx, y - ay - along * dy);
      if (distance < best.distance) best = { neuron: frame.sides[k], distance };
    }
    return best;
  }

  function centreOf(frame, cell) {
    const from = frame.offsets[cell], count = frame.offsets[cell + 1] - from;
    let x = 0, y = 0;
    for (let k = from; k < from + count; k++) { x += frame.points[2 * k]; y += frame.points[2 * k + 1]; }
    return [x / count, y / count];
  }

  // ---- Colours

  const VIRIDIS = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];
  const CLASSES = [[136, 204, 238], [204, 102, 119], [221, 204, 119], [17, 119, 51], [51, 34, 136],
    [170, 68, 153], [68, 170, 153], [153, 153, 51], [136, 34, 85], [180, 180, 180]];

  const NO_WALL = [128, 128, 128];
  const layerColour = (layer) => ramp((layer + 0.5) / data.layers.length);

  function ramp(t) {
    const at = Math.max(0, Math.min(1, t)) * (VIRIDIS.length - 1), low = Math.min(VIRIDIS.length - 2, Math.floor(at));
    return VIRIDIS[low].map((from, i) => from + (VIRIDIS[low + 1][i] - from) * (at - low));
  }

  /// A light colour by a hash.
  function hashed(hash) {
    const hue = (hash & 0xffff) / 0x10000 * 2 * Math.PI, light = 0.62 + 0.3 * ((hash >>> 16) & 0xff) / 255;
    return [0, 2.0944, 4.1888].map((turn) => 255 * Math.max(0, Math.min(1, light + 0.16 * Math.cos(hue - turn))));
  }

  function mixed(hash, number) {
    hash = Math.imul(hash ^ number, 16777619);
    return hash ^ (hash >>> 15);
  }

  /// The largest cell of each linear region, whose pattern is the region's colour: it stays from frame to
  /// frame for as long as that cell does.
  function largestCells(frame) {
    const largest = new Map();
    for (let cell = 0; cell < frame.cells; cell++) {
      const before = largest.get(frame.linear[cell]);
      if (before === undefined || frame.areas[cell] > frame.areas[before]) largest.set(frame.linear[cell], cell);
    }
    return largest;
  }

  /// Colours of all cells, and the ends of the scale where there is one. All of them follow from a cell
  /// and from numbers that are the same in all frames, so that colours stay from frame to frame.
  function coloursOf(frame, by) {
    const colours = new Uint8Array(3 * frame.cells);
    let ends = null, colour;
    const scaled = (values, [least, most]) => {
      ends = [least, most];
      const span = Math.log(most / least) || 1;
      return (cell) => ramp(values[cell] > 0 ? Math.log(values[cell] / least) / span : 0);
    };
    if (by === "pattern") {
      colour = (cell) => {
        let place = 0;
        for (let k = 0; k < neurons; k++) place += frame.patterns[cell * neurons + k] * data.shifts[k];
        return data.wheel[place % data.wheel.length];
      };
    } else if (by === "linear") {
      const largest = largestCells(frame);
      colour = (cell) => {
        const from = largest.get(frame.linear[cell]) * neurons;
        let hash = 0x811c9dc5 | 0;
        for (let k = from; k < from + neurons; k++) hash = mixed(hash, frame.patterns[k]);
        return hashed(hash >>> 0);
      };
    } else if (by === "class") {
      colour = (cell) => CLASSES[frame.classes[cell] % CLASSES.length];
    } else if (by === "layer") {
      colour = (cell) => {
        const { neuron } = nearestWall(frame, cell, ...centreOf(frame, cell));
        return neuron === RIM ? NO_WALL : layerColour(layerOf(neuron).layer);
      };
    } else {
      colour = by === "slope" ? scaled(frame.slopes, data.slopes) : scaled(frame.areas, data.areas);
    }
    for (let cell = 0; cell < frame.cells; cell++) colours.set(colour(cell), 3 * cell);
    return { colours, ends };
  }

  // ---- Drawing

  const gl = canvas.getContext("webgl", { antialias: true });
  if (!gl) {
    byId("problem").textContent = "This browser shows no WebGL, which this page draws with.";
    byId("problem").hidden = false;
    return;
  }
  gl.getExtension("OES_element_index_uint");
  const program = gl.createProgram();
  for (const [kind, text] of [
    [gl.VERTEX_SHADER, `attribute vec2 place; attribute vec4 colour; uniform vec4 view; varying vec4 shade;
      void main() { gl_Position = vec4((place - view.xy) * view.zw, 0., 1.); shade = colour; }`],
    [gl.FRAGMENT_SHADER, "precision mediump float; varying vec4 shade; void main() { gl_FragColor = shade; }"],
  ]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  gl.useProgram(program);
  const place = gl.getAttribLocation(program, "place"), colour = gl.getAttribLocation(program, "colour");
  const uniform = gl.getUniformLocation(program, "view");
  const buffers = { places: gl.createBuffer(), colours: gl.createBuffer(), fans: gl.createBuffer(), walls: gl.createBuffer() };

  const state = { frame: null, x: 0, y: 0, zoom: 1, neuron: -1, cell: -1, fans: 0, walls: 0, keyboard: false };
  // Single floats show no more than that.
  const limits = { least: 0.5, most: 20000, away: 1.5 };
  // Where a server is at hand: see `served.js`.
  let served = null;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  /// Both cells at a wall have it, one from each end: whether this is the first of them.
  function isFirst(frame, from, to) {
    const across = frame.points[2 * to] - frame.points[2 * from];
    return across > 0 || (across === 0 && frame.points[2 * to + 1] > frame.points[2 * from + 1]);
  }

  function upload(frame) {
    const fans = new Uint32Array(3 * (frame.corners - 2 * frame.cells)), walls = new Uint32Array(2 * frame.corners);
    let fan = 0, wall = 0;
    for (let cell = 0; cell < frame.cells; cell++) {
      const from = frame.offsets[cell], to = frame.offsets[cell + 1];
      for (let k = from + 2; k < to; k++) { fans[fan++] = from; fans[fan++] = k - 1; fans[fan++] = k; }
      for (let k = from; k < to; k++)
        if (frame.sides[k] !== RIM && isFirst(frame, k, k + 1 < to ? k + 1 : from)) {
          walls[wall++] = k;
          walls[wall++] = k + 1 < to ? k + 1 : from;
        }
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers.places);
    gl.bufferData(gl.ARRAY_BUFFER, frame.points, gl.STATIC_DRAW);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffers.fans);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, fans, gl.STATIC_DRAW);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffers.walls);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, walls.subarray(0, wall), gl.STATIC_DRAW);
    [state.fans, state.walls] = [fan, wall];
  }

  function paint(frame) {
    const { colours, ends } = coloursOf(frame, byId("colour").value);
    const corners = new Uint8Array(3 * frame.corners);
    for (let cell = 0; cell < frame.cells; cell++)
      for (let k = frame.offsets[cell]; k < frame.offsets[cell + 1]; k++)
        for (let i = 0; i < 3; i++) corners[3 * k + i] = colours[3 * cell + i];
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers.colours);
    gl.bufferData(gl.ARRAY_BUFFER, corners, gl.STATIC_DRAW);
    byId("legend").hidden = !ends;
    if (ends) {
      [byId("least").textContent, byId("most").textContent] = ends.map(short);
      byId("scale").style.background = `linear-gradient(to right, ${VIRIDIS.map((c) => `rgb(${c})`).join(",")})`;
    }
    showNames(frame, byId("colour").value);
  }

  /// What colours of classes and layers are called.
  function showNames(frame, by) {
    let names = [];
    if (by === "class") {
      const classes = [...new Set(frame.classes)].sort((a, b) => a - b);
      names = classes.map((number) => [CLASSES[number % CLASSES.length], className(number)]);
    } else if (by === "layer") {
      names = data.layers.map((_, layer) => [layerColour(layer), `layer ${layer + 1}`]);
    }
    byId("names").hidden = !names.length;
    byId("names").replaceChildren(...names.map(([colour, text]) => {
      const item = element("li", text);
      item.style.setProperty("--colour", `rgb(${colour})`);
      return item;
    }));
  }

  const className = (number) =>
    data.outputs > 1 ? `class ${number}` : number > 0 ? "output above 0" : "output at most 0";

  /// From the window's coordinates, [-1, 1], to the canvas's, [-1, 1], along each axis.
  function stretch() {
    const { clientWidth: width, clientHeight: height } = canvas, side = Math.min(width, height) || 1;
    return [state.zoom * side / (width || 1), state.zoom * side / (height || 1)];
  }

  let waiting = false;
  function draw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; drawNow(); });
  }

  function drawNow() {
    if (!state.frame) return;
    if (state.words) showRegion(pointer);
    state.words = false;
    const density = devicePixelRatio || 1;
    for (const each of [canvas, above]) {
      const [width, height] = [each.clientWidth, each.clientHeight].map((length) => Math.round(length * density));
      if (each.width !== width || each.height !== height) [each.width, each.height] = [width, height];
    }
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.uniform4f(uniform, state.x, state.y, ...stretch());
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers.places);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, 2, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers.colours);
    gl.enableVertexAttribArray(colour);
    gl.vertexAttribPointer(colour, 3, gl.UNSIGNED_BYTE, true, 0, 0);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffers.fans);
    gl.drawElements(gl.TRIANGLES, state.fans, gl.UNSIGNED_INT, 0);
    if (byId("walls").checked) {
      gl.disableVertexAttribArray(colour);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
      // Where regions are smaller than a few pixels, walls would hide them.
      const crowded = Math.sqrt(state.frame.cells) / (state.zoom * Math.min(canvas.width, canvas.height));
      gl.vertexAttrib4f(colour, 0, 0, 0, Math.max(0.15, Math.min(0.8, 0.06 / crowded)));
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffers.walls);
      gl.drawElements(gl.LINES, state.walls, gl.UNSIGNED_INT, 0);
      gl.disable(gl.BLEND);
    }
    drawAbove(density);
    served?.looked();
  }

  function drawAbove(density) {
    pen.setTransform(density, 0, 0, density, 0, 0);
    pen.clearRect(0, 0, above.clientWidth, above.clientHeight);
    const { frame } = state;
    const select = getComputedStyle(document.documentElement).getPropertyValue("--select");
    if (state.neuron >= 0) {
      pen.strokeStyle = select;
      pen.lineWidth = 2.5;
      pen.lineCap = "round";
      pen.beginPath();
      const line = bentLine(frame, state.neuron);
      for (let k = 0; k < line.length; k += 4) {
        pen.moveTo(...toScreen(line[k], line[k + 1]));
        pen.lineTo(...toScreen(line[k + 2], line[k + 3]));
      }
      pen.stroke();
    }
    for (const [radius, style] of [[4, "#fff"], [3, "#000"]]) {
      pen.fillStyle = style;
      for (const [x, y] of data.dots) {
        pen.beginPath();
        pen.arc(...toScreen(x, y), radius, 0, 2 * Math.PI);
        pen.fill();
      }
    }
    if (state.keyboard) {
      const [left, top] = [above.clientWidth / 2, above.clientHeight / 2];
      pen.beginPath();
      for (const [x, y] of [[10, 0], [0, 10]]) {
        pen.moveTo(left - x, top - y);
        pen.lineTo(left + x, top + y);
      }
      pen.strokeStyle = select;
      pen.lineWidth = 1.5;
      pen.stroke();
    }
    if (state.cell >= 0) {
      pen.beginPath();
      for (let k = frame.offsets[state.cell]; k < frame.offsets[state.cell + 1]; k++)
        pen.lineTo(...toScreen(frame.points[2 * k], frame.points[2 * k + 1]));
      pen.closePath();
      for (const [style, width] of [["#fff", 4], ["#000", 1.5]]) {
        pen.strokeStyle = style;
        pen.lineWidth = width;
        pen.stroke();
      }
    }
  }

  /// The walls of a neuron as ends [x, y, x, y, ...], kept until another one is asked for.
  let bent = { frame: null, neuron: -1, line: [] };
  function bentLine(frame, neuron) {
    if (bent.frame !== frame || bent.neuron !== neuron) {
      const line = [];
      for (let cell = 0; cell < frame.cells; cell++) {
        const from = frame.offsets[cell], to = frame.offsets[cell + 1];
        for (let k = from; k < to; k++) {
          if (frame.sides[k] !== neuron) continue;
          const next = k + 1 < to ? k + 1 : from;
          if (!isFirst(frame, k, next)) continue;
          line.push(frame.points[2 * k], frame.points[2 * k + 1], frame.points[2 * next], frame.points[2 * next + 1]);
        }
      }
      bent = { frame, neuron, line };
    }
    return bent.line;
  }

  function toScreen(x, y) {
    const [across, up] = stretch();
    return [(1 + (x - state.x) * across) / 2 * canvas.clientWidth, (1 - (y - state.y) * up) / 2 * canvas.clientHeight];
  }

  function toWindow(left, top) {
    const [across, up] = stretch();
    return [state.x + (2 * left / canvas.clientWidth - 1) / across, state.y - (2 * top / canvas.clientHeight - 1) / up];
  }

  // ---- Words

  function short(number) {
    if (number === 0) return "0";
    const size = Math.abs(number);
    return size >= 1e-3 && size < 1e5 ? String(Number(number.toPrecision(4))) : number.toExponential(2);
  }

  const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

  function described(form) {
    const [s, t] = data.coordinates;
    const part = (number, name) => `${number < 0 ? "− " : "+ "}${short(Math.abs(number))} ${name}`;
    return `${short(form[0])} ${s} ${part(form[1], t)} ${part(form[2], "")}`.replace(/^-/, "−").trim();
  }

  function element(name, text, kind) {
    const made = document.createElement(name);
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }

  function showRegion(point) {
    const { frame, cell } = state, shown = [];
    const list = document.createElement("dl");
    const row = (term, text, kind) => list.append(element("dt", term), element("dd", text, kind));
    if (cell >= 0) {
      const forms = mapOf(frame, cell), [s, t] = coordinates(...point);
      const values = forms.map((form) => form[0] * s + form[1] * t + form[2]);
      shown.push(element("h2", `Region ${cell + 1}`));
      row("at", `${data.coordinates[0]} = ${short(s)}, ${data.coordinates[1]} = ${short(t)}`);
      row("area", short(frame.areas[cell]));
      row("slope", short(frame.slopes[cell]));
      row("linear region", String(frame.linear[cell] + 1));
      row(data.outputs > 1 ? "class" : "sign", data.outputs > 1 ? String(frame.classes[cell]) : className(frame.classes[cell]));
      const most = 10;
      forms.slice(0, most).forEach((form, k) =>
        row(data.outputs > 1 ? `output ${k}` : "output", `${described(form)} = ${short(values[k])}`));
      if (forms.length > most) row("", `and ${counted(forms.length - most, "more output")}`);
      let from = cell * neurons;
      data.layers.forEach((width, layer) => {
        row(`layer ${layer + 1}`, Array.from(frame.patterns.subarray(from, from + width)).join(""), "pattern");
        from += width;
      });
    }
    if (state.neuron >= 0) {
      const { layer, unit } = layerOf(state.neuron);
      shown.push(element("p", `Selected: neuron ${unit} of layer ${layer + 1}.`));
    }
    if (cell >= 0) shown.push(list);
    if (!shown.length) shown.push(element("p", "Point at a region to see its pattern and its affine map. Click near a wall to follow its neuron.", "hint"));
    byId("region").replaceChildren(...shown);
  }

  /// From the window's [-1, 1] to the coordinates of the plane.
  function coordinates(x, y) {
    return [data.window.center[0] + x * data.window.half_side, data.window.center[1] + y * data.window.half_side];
  }

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

  /// Shows another window in place of this one, without moving what is seen unless `whole`.
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
    // The keyboard points at the middle.
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
      // The last one stays a while.
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
    const told = data.frames[index];
    byId("counts").textContent = `${counted(told.cells, "activation region")}, ${counted(told.linear_regions, "linear region")}, ${counted(neurons, "neuron")}`;
    byId("frame-name").textContent = told.name;
    byId("frame").value = String(index);
    byId("frame").setAttribute("aria-valuetext", told.name);
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
