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
  // Single floats do not show more detail.
  const limits = { least: 0.5, most: 20000, away: 1.5 };
  // Set if the page has a server: see `served.js`.
  let served = null;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  /// Whether this is the first of the two cells at a wall; both have the wall, each from its other end.
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

  /// The names of the colours of classes and layers.
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
