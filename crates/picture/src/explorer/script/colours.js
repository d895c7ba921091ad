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

  /// A light colour from a hash.
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
