// The shape of a head, where hair grows on it, and how its skin looks. Lengths in millimetres from the middle of the skull: x to the side, y to the
// face, z up. A place on the scalp is an angle from the vertical (0 at the crown of the head) and a bearing (0 at the forehead, 180 at the nape).

const DEGREES = 180 / Math.PI;

const bulge = (t) => {
  const a = t < 0 ? -t : t;
  return a * a * Math.sqrt(Math.sqrt(a));
};

function skull(x, y, z) {
  const ny = y / (y > 0 ? 91 : 101);
  const narrow = 1 - 0.05 * ny - 0.075 * ny * ny - (z < 0 ? 0.1 * (z / 100) * (z / 100) : 0.05 * (z / 97) * (z / 97));
  return bulge(x / (78 * narrow)) + bulge(ny) + bulge(z / (z > 0 ? 97 : 150)) - 1;
}

const blob = (x, y, z, a, b, c) => (x / a) * (x / a) + (y / b) * (y / b) + (z / c) * (z / c) - 1;

const join = (a, b, k) => {
  const h = Math.max(0, k - Math.abs(a - b)) / k;
  return Math.min(a, b) - h * h * k * 0.25;
};

/** Below zero inside the head, ears and nose included. */
function solid(x, y, z) {
  const side = x < 0 ? -x : x;
  let g = skull(x, y, z);
  if (z < 30 && side > 60) {
    const ear = blob(side - 80, y + 16 + 0.3 * (z + 12), z + 12, 8 + 0.08 * (z + 12), 17, 31);
    g = join(g, Math.max(ear, -0.6 * blob(side - 84 - 0.05 * (z + 12), y - 1 + 0.3 * (z + 12), z + 9, 5, 11, 17)), 0.12);
  }
  if (y > 40 && z < 20) {
    g = join(g, blob(x, y - 82, z + 68, 12, 20, 38), 0.5);
  }
  return g;
}

/** How far out the surface is in a direction. */
export function outward(dx, dy, dz) {
  let s = 90;
  for (let i = 0; i < 4; i++) {
    s *= (skull(dx * s, dy * s, dz * s) + 1) ** (-1 / 2.25);
  }
  return s;
}

/** The camera: how far it looks down, in degrees, pixels for a millimetre, and the pixel of the skull's middle. */
export function camera(down, scale, cx, cy) {
  const s = Math.sin(down / DEGREES);
  const c = Math.cos(down / DEGREES);
  return {
    scale,
    toward: [0, c, s],
    up: [0, -s, c],
    across: (x, y, z) => [cx + x * scale, cy - (y * -s + z * c) * scale],
    from: (px, py) => [(px - cx) / scale, (cy - py) / scale],
  };
}

/**
 * Looks at the head from a camera once, at a coarser grain than the picture since light changes slowly: for each grain whether it is
 * head, how it is lit, how it shines, and which place of the scalp it is.
 */
export function* survey(view, width, height, grain) {
  const w = Math.ceil(width / grain) + 1;
  const h = Math.ceil(height / grain) + 1;
  const inside = new Float32Array(w * h).fill(-9);
  const known = new Uint8Array(w * h);
  const light = new Float32Array(w * h);
  const shine = new Float32Array(w * h);
  const tilt = new Float32Array(w * h).fill(-1);
  const bearing = new Float32Array(w * h);
  const level = new Float32Array(w * h).fill(-200);
  const [, ty, tz] = view.toward;
  const sun = unit([-0.5, 0.5, 0.85]);
  const half = unit([sun[0] + view.toward[0], sun[1] + ty, sun[2] + tz]);
  const [, uy, uz] = view.up;
  for (let j = 0; j < h; j++) {
    for (let i = 0; i < w; i++) {
      const [x, v] = view.from(i * grain, j * grain);
      const oy = v * uy;
      const oz = v * uz;
      let near = 170;
      let t = near;
      let deep0 = near;
      let least = 9;
      let found = false;
      for (; t > -60; t -= 11) {
        const g = solid(x, oy + ty * t, oz + tz * t);
        if (g < least) {
          least = g;
        } else if (g > least + 0.6) {
          break;
        }
        if (found) {
          continue;
        }
        if (g < 0) {
          found = true;
          deep0 = t;
        } else {
          near = t;
        }
      }
      const at = j * w + i;
      inside[at] = -least;
      if (!found) {
        continue;
      }
      let deep = deep0;
      for (let k = 0; k < 8; k++) {
        const m = (near + deep) / 2;
        if (solid(x, oy + ty * m, oz + tz * m) < 0) {
          deep = m;
        } else {
          near = m;
        }
      }
      const y = oy + ty * deep;
      const z = oz + tz * deep;
      const e = 1.5;
      const n = unit([
        solid(x + e, y, z) - solid(x - e, y, z),
        solid(x, y + e, z) - solid(x, y - e, z),
        solid(x, y, z + e) - solid(x, y, z - e),
      ]);
      const facing = Math.max(0, n[1] * ty + n[2] * tz);
      const lit = n[0] * sun[0] + n[1] * sun[1] + n[2] * sun[2];
      const wrapped = Math.max(0, (lit + 0.45) / 1.45);
      known[at] = 1;
      light[at] = 0.3 + 0.66 * wrapped + 0.07 * n[2] - 0.2 * (1 - facing) ** 3;
      shine[at] = Math.max(0, n[0] * half[0] + n[1] * half[1] + n[2] * half[2]) ** 26;
      const far = Math.hypot(x, y, z);
      tilt[at] = Math.acos(z / far) * DEGREES;
      bearing[at] = Math.abs(Math.atan2(x, y)) * DEGREES;
      level[at] = z;
    }
    if (j % 4 === 3) {
      yield;
    }
  }
  yield* fill(known, [light, shine, level], w, h);
  return { w, h, grain, inside: distances(inside, w, h, grain), light, shine, tilt, bearing, level };
}

function unit([x, y, z]) {
  const l = Math.hypot(x, y, z) || 1;
  return [x / l, y / l, z / l];
}

/** How far inside the outline each grain lies, in pixels, near enough where it matters: at the outline. */
function distances(depth, w, h, grain) {
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = y * w + x;
      const dx = depth[y * w + Math.min(w - 1, x + 1)] - depth[y * w + Math.max(0, x - 1)];
      const dy = depth[Math.min(h - 1, y + 1) * w + x] - depth[Math.max(0, y - 1) * w + x];
      const slope = Math.hypot(dx, dy) / (2 * grain);
      out[at] = Math.max(-4, Math.min(4, depth[at] / (slope || 1e-6)));
    }
  }
  return out;
}

/** Carries the values at the rim outwards a little, so that the soft edge has something to show. */
function* fill(inside, maps, w, h) {
  let known = inside;
  for (let turn = 0; turn < 3; turn++) {
    const next = known.slice();
    for (let y = 1; y < h - 1; y++) {
      for (let x = 1; x < w - 1; x++) {
        const at = y * w + x;
        if (known[at] > 0) {
          continue;
        }
        const [left, right, above, below] = [known[at - 1], known[at + 1], known[at - w], known[at + w]];
        const beside = left + right + above + below;
        if (beside > 0) {
          next[at] = 1;
          for (const map of maps) {
            map[at] = (left * map[at - 1] + right * map[at + 1] + above * map[at - w] + below * map[at + w]) / beside;
          }
        }
      }
    }
    known = next;
    yield;
  }
}

/** A curve through values given every fifteen degrees of bearing, read at whole degrees. */
export function rim(values) {
  const table = new Float32Array(182);
  const at = (i) => values[Math.max(0, Math.min(values.length - 1, i < 0 ? -i : i))];
  for (let degree = 0; degree <= 181; degree++) {
    const g = Math.min(degree, 180) / 15;
    const i = Math.floor(g);
    const t = g - i;
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    table[degree] = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }
  return table;
}

export const along = (table, bearing) => {
  const i = bearing | 0;
  return table[i] + (table[i + 1] - table[i]) * (bearing - i);
};

/** Where hair ends on a head that has lost none: hairline, temple, sideburn, above the ear, nape. */
export const FULL = rim([57, 57, 57.5, 60, 74, 92, 84, 80, 98, 110, 117, 119, 120]);

const step = (a, b, x) => {
  const t = x <= a ? 0 : x >= b ? 1 : (x - a) / (b - a);
  return t * t * (3 - 2 * t);
};

/** How much of its hair a place has kept, 0 to 1, at a stage of loss. */
export function kept(stage, tilt, bearing) {
  const full = along(FULL, bearing);
  let hair = 1 - step(-1.5, 1.5, tilt - full);
  if (hair <= 0) {
    return 0;
  }
  const temple = Math.exp(-(((bearing - 37) / stage.spread) ** 2));
  const back = full - stage.front * (1 - step(20, 52, bearing)) - stage.temple * temple;
  hair *= 1 - step(-4.5, 4.5, tilt - back);
  if (stage.crown > 0) {
    const a = tilt / DEGREES;
    const away = Math.acos(Math.min(1, Math.cos(a) * Math.cos(30 / DEGREES) - Math.sin(a) * Math.sin(30 / DEGREES) * Math.cos(bearing / DEGREES))) * DEGREES;
    hair *= step(stage.crown - 6, stage.crown + 6, away);
  }
  if (stage.side > 0) {
    const cap = stage.side + (stage.back - stage.side) * step(90, 180, bearing) + (stage.fore - stage.side) * (1 - step(20, 80, bearing));
    hair *= step(cap - 5, cap + 5, tilt);
  }
  if (stage.bridge < 1) {
    hair *= stage.bridge + (1 - stage.bridge) * step(34, 56, tilt);
  }
  return hair;
}

/**
 * The relief of skin seen from ten centimetres: a net of fine furrows round small plateaus, lit from the upper left.
 * A tile that joins itself; 0 is even skin. `fine` is the unevenness within the plateaus, of the same size.
 */
export function* relief(side, points, fine) {
  const height = new Float32Array(side * side);
  const scale = points.size / side;
  const buckets = Math.floor(points.size / 2);
  const wide = points.size / buckets;
  const grid = Array.from({ length: buckets * buckets }, () => []);
  for (let i = 0; i < points.count; i++) {
    grid[Math.min(buckets - 1, Math.floor(points.y[i] / wide)) * buckets + Math.min(buckets - 1, Math.floor(points.x[i] / wide))].push(i);
  }
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const px = x * scale;
      const py = y * scale;
      const cx = Math.floor(px / wide);
      const cy = Math.floor(py / wide);
      let first = 9;
      let second = 9;
      for (let j = -1; j <= 1; j++) {
        for (let i = -1; i <= 1; i++) {
          const bucket = grid[((cy + j + buckets) % buckets) * buckets + ((cx + i + buckets) % buckets)];
          for (const k of bucket) {
            let dx = Math.abs(px - points.x[k]);
            let dy = Math.abs(py - points.y[k]);
            dx = Math.min(dx, points.size - dx);
            dy = Math.min(dy, points.size - dy);
            const d = dx * dx + dy * dy;
            if (d < first) {
              second = first;
              first = d;
            } else if (d < second) {
              second = d;
            }
          }
        }
      }
      const edge = Math.sqrt(second) - Math.sqrt(first);
      height[y * side + x] = Math.min(1, edge * 2.6);
    }
    if (y % 8 === 7) {
      yield;
    }
  }
  const lit = new Float32Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = y * side + x;
      const right = y * side + ((x + 2) % side);
      const below = ((y + 2) % side) * side + x;
      const h = height[at] + 0.5 * fine[at];
      const slope = h - (height[right] + 0.5 * fine[right]) + 0.8 * (h - (height[below] + 0.5 * fine[below]));
      lit[at] = -0.32 * slope + 0.1 * (height[at] - 0.8);
    }
  }
  return lit;
}

/** The colour of skin of a tone under a light: shadows turn warm and the blue goes first, as it does where light travels through skin. */
export function skinInto(out, p, tone, light, shine) {
  const l = light < 0 ? 0 : light;
  const dim = 1 - l;
  out[p] = tone[0] * (l + 0.1 * dim * l) + 255 * shine;
  out[p + 1] = tone[1] * l + 250 * shine;
  out[p + 2] = tone[2] * (l - 0.07 * dim * l) + 244 * shine;
}

/** What stands behind a head: even enough for every tone, the lightest and the deepest. */
export function backdrop(out, width, height) {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = (x - width * 0.42) / width;
      const dy = (y - height * 0.3) / height;
      const t = Math.min(1, (dx * dx + dy * dy) * 1.5);
      const p = (y * width + x) * 4;
      out[p] = 193 - 44 * t;
      out[p + 1] = 201 - 44 * t;
      out[p + 2] = 198 - 44 * t;
      out[p + 3] = 255;
    }
  }
}
