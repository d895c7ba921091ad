"use strict";
// The regions of a network in a window, drawn by WebGL. `explorer/mod.rs` writes the data of the page,
// describes the layout of a frame's bytes, and puts the script together: one function in seven parts,
// of which this is the first and `time.js` the last.
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

  /// The cells that may overlap each square of a grid over the window.
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

  /// The wall of a cell that is nearest to a point: its neuron, and its distance.
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
