  // ---- What is drawn above the cells

  function drawAbove(density) {
    pen.setTransform(density, 0, 0, density, 0, 0);
    pen.clearRect(0, 0, above.clientWidth, above.clientHeight);
    const { frame } = state, toScreen = screen();
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

  /// The walls of a neuron as ends [x, y, x, y, ...], kept until another neuron is selected.
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

  /// A map from the window to the canvas, whose size is read once: reading it for every corner is slow.
  function screen() {
    const [across, up] = stretch(), { clientWidth: width, clientHeight: height } = canvas;
    return (x, y) => [(1 + (x - state.x) * across) / 2 * width, (1 - (y - state.y) * up) / 2 * height];
  }

  function toWindow(left, top) {
    const [across, up] = stretch();
    return [state.x + (2 * left / canvas.clientWidth - 1) / across, state.y - (2 * top / canvas.clientHeight - 1) / up];
  }
