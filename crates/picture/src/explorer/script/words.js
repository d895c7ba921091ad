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
