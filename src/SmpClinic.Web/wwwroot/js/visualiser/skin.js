// Skin: its light and shade, its small irregularities, and the neutral backdrop.

/** Value noise on a tile that joins itself; from -1 to 1. */
export function noiseTile(side, cells, seed, next) {
  const chance = next(seed);
  const grid = Float32Array.from({ length: cells * cells }, () => chance() * 2 - 1);
  const tile = new Float32Array(side * side);
  for (let y = 0; y < side; y++) {
    const gy = (y * cells) / side;
    const y0 = Math.floor(gy);
    const fy = gy - y0;
    const ty = fy * fy * (3 - 2 * fy);
    const a = y0 * cells;
    const b = ((y0 + 1) % cells) * cells;
    for (let x = 0; x < side; x++) {
      const gx = (x * cells) / side;
      const x0 = Math.floor(gx);
      const fx = gx - x0;
      const tx = fx * fx * (3 - 2 * fx);
      const x1 = (x0 + 1) % cells;
      const top = grid[a + x0] + (grid[a + x1] - grid[a + x0]) * tx;
      const low = grid[b + x0] + (grid[b + x1] - grid[b + x0]) * tx;
      tile[y * side + x] = top + (low - top) * ty;
    }
  }
  return tile;
}

/** Noise of several sizes added up. */
export function mottle(side, octaves, seed, next) {
  const sum = new Float32Array(side * side);
  octaves.forEach(([cells, weight], n) => {
    const tile = noiseTile(side, cells, seed + n, next);
    for (let i = 0; i < sum.length; i++) {
      sum[i] += tile[i] * weight;
    }
  });
  return sum;
}

/**
 * The relief of skin seen from ten centimetres: a net of fine furrows round small plateaus, lit from the upper left.
 * A tile that joins itself; 0 is even skin.
 */
export function* relief(side, points, next) {
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
    if (y % 16 === 15) {
      yield;
    }
  }
  const fine = mottle(side, [[32, 0.4], [64, 0.35], [128, 0.25]], 71, next);
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
