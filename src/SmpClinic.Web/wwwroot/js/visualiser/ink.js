// Dots and strokes: where they go, and how they darken skin. Everything here is arithmetic on typed arrays, so that the same
// settings give the same picture, and 20,000 dots take a few milliseconds without a graphics card.

/** A source of chance that always tells the same story (mulberry32). */
export function random(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** From 0 below a to 1 above b, without corners. */
export function smooth(a, b, x) {
  const t = x <= a ? 0 : x >= b ? 1 : (x - a) / (b - a);
  return t * t * (3 - 2 * t);
}

export const mix = (a, b, t) => a + (b - a) * t;

/**
 * Points spread as evenly and as irregularly as hair: a square tile that joins itself on all sides. They are in an order such that the
 * first n of them are spread as evenly as all are, so that a lower density leaves points out and moves none. Pauses now and then.
 */
export function* spread(size, count, seed) {
  const next = random(seed);
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  const chance = new Float32Array(count);
  const side = Math.ceil(size);
  const cells = new Int32Array(side * side * 4).fill(-1);
  const step = size / side;
  const cell = (v) => Math.min(side - 1, Math.floor(v / step));
  const gap = (a, b) => {
    const d = Math.abs(a - b);
    return Math.min(d, size - d);
  };
  const nearest = (px, py, n, wanted) => {
    let best = wanted * wanted;
    const look = (i) => {
      const dx = gap(px, x[i]);
      const dy = gap(py, y[i]);
      best = Math.min(best, dx * dx + dy * dy);
    };
    const reach = Math.ceil(wanted / step);
    if (n < 4 * (2 * reach + 1) ** 2) {
      for (let i = 0; i < n; i++) {
        look(i);
      }
      return best;
    }
    const cx = cell(px);
    const cy = cell(py);
    for (let j = -reach; j <= reach; j++) {
      const row = ((cy + j + side) % side) * side;
      for (let i = -reach; i <= reach; i++) {
        const at = (row + ((cx + i + side) % side)) * 4;
        for (let k = at; k < at + 4 && cells[k] >= 0; k++) {
          look(cells[k]);
        }
      }
    }
    return best;
  };
  for (let n = 0; n < count; n++) {
    const wanted = (0.72 * size) / Math.sqrt(n + 1);
    let far = -1;
    for (let dart = 0; dart < 12; dart++) {
      const px = next() * size;
      const py = next() * size;
      const d = nearest(px, py, n, wanted);
      if (d > far) {
        far = d;
        x[n] = px;
        y[n] = py;
        if (d >= wanted * wanted) {
          break;
        }
      }
    }
    chance[n] = next();
    let k = (cell(y[n]) * side + cell(x[n])) * 4;
    const last = k + 3;
    while (k < last && cells[k] >= 0) {
      k++;
    }
    cells[k] = n;
    if (n % 100 === 99) {
      yield;
    }
  }
  return { size, count, x, y, chance };
}

/** The same at one go. */
export function blueNoise(size, count, seed) {
  const work = spread(size, count, seed);
  let step = work.next();
  while (!step.done) {
    step = work.next();
  }
  return step.value;
}

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

/** Lets one round dot fall on a sheet of ink: radius and softness of its edge in pixels. */
export function dot(ink, width, height, x, y, radius, soft, amount) {
  const reach = radius + soft;
  if (reach < 0.9) {
    // Smaller than a pixel: its ink is shared among the four it lies between.
    const left = Math.floor(x - 0.5);
    const top = Math.floor(y - 0.5);
    if (left < 0 || top < 0 || left > width - 2 || top > height - 2) {
      return;
    }
    const fx = x - 0.5 - left;
    const fy = y - 0.5 - top;
    const all = amount * Math.PI * radius * radius;
    const at = top * width + left;
    ink[at] += all * (1 - fx) * (1 - fy);
    ink[at + 1] += all * fx * (1 - fy);
    ink[at + width] += all * (1 - fx) * fy;
    ink[at + width + 1] += all * fx * fy;
    return;
  }
  const x0 = Math.max(0, Math.ceil(x - reach - 0.5));
  const x1 = Math.min(width - 1, Math.floor(x + reach - 0.5));
  const y0 = Math.max(0, Math.ceil(y - reach - 0.5));
  const y1 = Math.min(height - 1, Math.floor(y + reach - 0.5));
  const full = reach * reach;
  const slope = 1 / (2 * soft);
  for (let py = y0; py <= y1; py++) {
    const dy = py + 0.5 - y;
    for (let px = x0, at = py * width + x0; px <= x1; px++, at++) {
      const dx = px + 0.5 - x;
      const d = dx * dx + dy * dy;
      if (d < full) {
        const t = (reach - Math.sqrt(d)) * slope;
        ink[at] += t >= 1 ? amount : amount * t * t * (3 - 2 * t);
      }
    }
  }
}

/**
 * Draws a tapering stroke through points [x, y, x, y, …]. Along one stroke ink does not add up where it passes twice: a cut holds what it holds.
 */
export function stroke(ink, width, height, points, radius, soft, amount, taper = 0.75) {
  const n = points.length / 2 - 1;
  for (let i = 0; i < n; i++) {
    const t = (i + 0.5) / n;
    const thin = 1 - taper * smooth(0.4, 1, t) - 0.35 * (1 - smooth(0, 0.1, t));
    const reach = Math.max(0.2, radius * thin) + soft;
    const ax = points[2 * i];
    const ay = points[2 * i + 1];
    const vx = points[2 * i + 2] - ax;
    const vy = points[2 * i + 3] - ay;
    const long = vx * vx + vy * vy || 1e-9;
    const x0 = Math.max(0, Math.ceil(Math.min(ax, ax + vx) - reach - 0.5));
    const x1 = Math.min(width - 1, Math.floor(Math.max(ax, ax + vx) + reach - 0.5));
    const y0 = Math.max(0, Math.ceil(Math.min(ay, ay + vy) - reach - 0.5));
    const y1 = Math.min(height - 1, Math.floor(Math.max(ay, ay + vy) + reach - 0.5));
    const strength = amount * (0.5 + 0.5 * thin);
    for (let py = y0; py <= y1; py++) {
      const dy = py + 0.5 - ay;
      for (let px = x0, at = py * width + x0; px <= x1; px++, at++) {
        const dx = px + 0.5 - ax;
        let s = (dx * vx + dy * vy) / long;
        s = s < 0 ? 0 : s > 1 ? 1 : s;
        const ex = dx - s * vx;
        const ey = dy - s * vy;
        const d = ex * ex + ey * ey;
        if (d < reach * reach) {
          const f = (reach - Math.sqrt(d)) / (2 * soft);
          const c = f >= 1 ? strength : strength * f * f * (3 - 2 * f);
          if (c > ink[at]) {
            ink[at] = c;
          }
        }
      }
    }
  }
}

const LEVELS = 1024;
const PER_UNIT = 256;

/** For each amount of ink what it leaves of red, green and blue: pigment multiplies with the skin, as tinted glass does. */
export function tables(pigment, strength) {
  return [0, 1, 2].map((channel) => {
    const left = pigment[channel] / 255;
    const table = new Float32Array(LEVELS);
    for (let i = 0; i < LEVELS; i++) {
      table[i] = 1 - (1 - left) * (1 - Math.exp((-strength * i) / PER_UNIT));
    }
    return table;
  });
}

/**
 * Lays ink over a picture, right of a column; left of it the picture stays as it was.
 * `flush` is where the skin is red just after a session, 0 to 255.
 */
export function lay(out, base, ink, width, height, [reds, greens, blues], from, flush, redness) {
  const flushed = flush && redness > 0.003;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const p = at * 4;
      const amount = ink[at];
      if (x < from || (amount === 0 && !flushed)) {
        out[p] = base[p];
        out[p + 1] = base[p + 1];
        out[p + 2] = base[p + 2];
        continue;
      }
      const level = amount * PER_UNIT;
      const i = level < LEVELS ? level | 0 : LEVELS - 1;
      if (flushed) {
        const red = redness * flush[at] / 255;
        out[p] = base[p] * reds[i] * (1 - 0.05 * red);
        out[p + 1] = base[p + 1] * greens[i] * (1 - 0.3 * red);
        out[p + 2] = base[p + 2] * blues[i] * (1 - 0.26 * red);
      } else {
        out[p] = base[p] * reds[i];
        out[p + 1] = base[p + 1] * greens[i];
        out[p + 2] = base[p + 2] * blues[i];
      }
    }
  }
}

/** Hair that lies over the dots: a picture with transparency of its own. */
export function cover(out, over, width, height) {
  for (let p = 0, end = width * height * 4; p < end; p += 4) {
    const a = over[p + 3];
    if (a > 0) {
      const t = a / 255;
      out[p] += (over[p] - out[p]) * t;
      out[p + 1] += (over[p + 1] - out[p + 1]) * t;
      out[p + 2] += (over[p + 2] - out[p + 2]) * t;
    }
  }
}

/** A short name for a picture, by which two can be told apart (FNV-1a, 32 bits). */
export function fingerprint(pixels) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < pixels.length; i++) {
    hash = Math.imul(hash ^ pixels[i], 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
