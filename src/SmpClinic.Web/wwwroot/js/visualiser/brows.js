// Brows: strokes laid like single hairs, over whatever hair is there.

/** @param kit what ink.js and head.js offer */
export function brows(kit, width, height) {
  const { random, smooth, mix, stroke, mottle, relief, spread, skinInto } = kit;
  const SIDE = 256;
  const LENGTH = 54; // millimetres from head to tail
  const GAP = 12; // from the middle of the nose to the head of a brow
  const VIEWS = {
    front: { scale: 5, x: width / 2, y: 235 },
    close: { scale: 13.4, x: 40 - GAP * 13.4, y: 345 },
  };
  const soft = mottle(SIDE, [[5, 0.5], [11, 0.3], [40, 0.2]], 11, random);
  let net;
  const tileAt = (map, x, y) => map[(y & (SIDE - 1)) * SIDE + (x & (SIDE - 1))];
  const places = {};

  /** Spreads the first n of any number of strokes evenly (van der Corput). */
  const even = (i) => {
    let v = 0;
    for (let b = 0.5; i > 0; i >>= 1, b /= 2) {
      v += (i & 1) * b;
    }
    return v;
  };

  /** The middle of a brow over its length: height and thickness in millimetres. */
  const spine = ({ rise, peak, drop }, u) => rise * smooth(-0.25, peak, u) - drop * Math.max(0, (u - peak) / (1 - peak)) ** 1.5;
  const thick = (u) => mix(9.2, 8.2, smooth(0, 0.5, u)) * (1 - 0.82 * smooth(0.55, 1.02, u)) * (0.72 + 0.28 * smooth(-0.02, 0.1, u));

  /** Strokes or hairs in the order in which more of them fill the brow: each a path in millimetres from the head of the brow. */
  const lines = (shape, count, seed, wild) => {
    const next = random(seed);
    const all = [];
    for (let i = 1; i <= count; i++) {
      const upper = i % 5 > 2 && even(i) > 0.1;
      const u = Math.min(0.985, (upper ? 0.3 + 0.67 * even(i) : 0.97 * even(i)) + (next() - 0.5) * 0.02);
      const t = thick(u);
      const lean = Math.atan2(spine(shape, u + 0.02) - spine(shape, u - 0.02), 0.04 * LENGTH);
      const side = upper ? 0.5 - 0.12 * next() : -0.5 + (0.1 + 0.34 * next()) * (u < 0.07 ? 1.4 : 1);
      const start = upper ? mix(-0.2, -0.42, u) : mix(1.52, 0.2, Math.min(1, u ** 0.62 * 1.02));
      const angle = lean + start + (next() - 0.5) * wild;
      const bend = (upper ? -0.05 : -0.62 * (1 - 0.55 * u)) + (next() - 0.5) * wild;
      const length = (upper ? 6.6 : 8.4) * (1 - 0.3 * u) * (0.82 + 0.34 * next()) * Math.min(1, 0.55 + t / 14);
      const x0 = u * LENGTH - (upper ? 0 : 1.2 * Math.sin(angle));
      const y0 = spine(shape, u) + side * t;
      const path = [];
      for (let k = 0, x = x0, y = y0; k <= 10; k++) {
        path.push(x, y);
        const a = angle + (bend * k) / 10;
        x += (Math.cos(a) * length) / 10;
        y += (Math.sin(a) * length) / 10;
      }
      all.push({ u, path, chance: next(), strength: next() });
    }
    return all;
  };

  const kept = new Map();
  const linesOf = (shape, count, seed, wild) => {
    const key = `${shape.rise} ${shape.peak} ${shape.drop} ${seed}`;
    if (!kept.has(key)) {
      kept.set(key, lines(shape, count, seed, wild));
    }
    return kept.get(key);
  };

  /** Where a point of a brow falls in the picture; side is 1 for the brow on the right and -1 for its mirror image. */
  const placed = (view, path, side) => {
    const out = new Float32Array(path.length);
    for (let i = 0; i < path.length; i += 2) {
      out[i] = view.x + side * (GAP + path[i]) * view.scale;
      out[i + 1] = view.y - path[i + 1] * view.scale;
    }
    return out;
  };

  const sides = (view) => (view === VIEWS.front ? [1, -1] : [1]);

  function face(view, x, y) {
    const mm = Math.abs((x - view.x) / view.scale);
    const up = (view.y - y) / view.scale;
    const hump = (cx, cy, sx, sy) => Math.exp(-(((mm - cx) / sx) ** 2) - ((up - cy) / sy) ** 2);
    return 0.9 + 0.07 * hump(0, 34, 50, 26) + 0.05 * hump(34, 2, 30, 9)
      - 0.15 * hump(15, -14, 11, 13) - 0.1 * hump(36, -13, 24, 7) + 0.035 * hump(36, -27, 18, 8)
      + 0.08 * hump(0, -26, 5.5, 24) - 0.1 * hump(12, -42, 6, 18) - 0.2 * smooth(56, 96, mm);
  }

  function* place(name) {
    net ??= yield* relief(SIDE, yield* spread(16, 620, 5), mottle(SIDE, [[32, 0.4], [64, 0.35], [128, 0.25]], 71, random));
    if (!places[name]) {
      places[name] = { view: VIEWS[name], ink: new Float32Array(width * height), flush: new Uint8Array(width * height), base: new Uint8ClampedArray(width * height * 4), light: new Float32Array(width * height) };
      const { view, light } = places[name];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          light[y * width + x] = name === 'front' ? face(view, x, y) : 0.97 - 0.12 * ((x / width - 0.4) ** 2 + (y / height - 0.3) ** 2) - 0.05 * smooth(0.6, 1, y / height);
        }
        if (y % 20 === 19) {
          yield;
        }
      }
    }
    return places[name];
  }

  function* paint(scene, look) {
    const { view, base, ink, flush, light } = scene;
    const near = view === VIEWS.close;
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        const m = near ? tileAt(soft, (x * 0.5) | 0, (y * 0.5) | 0) : tileAt(soft, x, y);
        const furrow = near ? tileAt(net, (x * 0.9) | 0, (y * 0.9) | 0) : 0.25 * tileAt(net, x * 2, y * 2);
        const p = at * 4;
        skinInto(base, p, look.tone, light[at] + 0.03 * m + 0.075 * furrow, near ? Math.max(0, furrow) * 0.03 : 0);
        base[p + 1] -= 2.5 * m;
        base[p + 2] -= 2 * m;
        base[p + 3] = 255;
      }
      if (y % 20 === 19) {
        yield;
      }
    }
    flush.fill(0);
    for (const side of sides(view)) {
      for (let u = 0; u <= 1; u += 0.02) {
        glow(flush, view.x + side * (GAP + u * LENGTH) * view.scale, view.y - spine(look.arch, u) * view.scale, (thick(u) * 0.75 + 2) * view.scale);
      }
    }
    if (!near) {
      closedEyes(ink, view);
      kit.lay(base, base, ink, width, height, kit.tables([40, 28, 24], 0.8), 0);
    }
    ink.fill(0);
    const own = look.own;
    for (const line of linesOf(look.arch, 210, 7, 0.42)) {
      if (line.chance < own.all * (1 - own.tail * smooth(0.42, 0.62, line.u)) * (1 - own.gaps * (Math.sin(line.u * 31) > 0.25 ? 1 : 0.15))) {
        for (const side of sides(view)) {
          stroke(ink, width, height, placed(view, line.path, side), 0.058 * view.scale, 0.6, 0.8 + 0.9 * line.strength);
        }
      }
    }
    kit.lay(base, base, ink, width, height, kit.tables(look.hair, 1.15), 0);
  }

  function glow(flush, cx, cy, r) {
    for (let y = Math.max(0, Math.floor(cy - r)); y < Math.min(height, cy + r); y++) {
      for (let x = Math.max(0, Math.floor(cx - r)); x < Math.min(width, cx + r); x++) {
        const d = Math.hypot(x - cx, y - cy) / r;
        const v = d < 1 ? 150 * (1 - d * d) ** 2 : 0;
        if (v > flush[y * width + x]) {
          flush[y * width + x] = v;
        }
      }
    }
  }

  /** Two lids at rest: enough of a face to judge a brow by. */
  function closedEyes(ink, view) {
    ink.fill(0);
    const next = random(3);
    for (const side of [1, -1]) {
      const at = (t, sag, top) => [view.x + side * (17 + 33 * t) * view.scale, view.y - (top - sag * Math.sin(Math.PI * (0.06 + 0.88 * t)) + 2.2 * t) * view.scale];
      const arc = (sag, top, r, amount) => {
        const path = [];
        for (let k = 0; k <= 40; k++) {
          path.push(...at(k / 40, sag, top));
        }
        stroke(ink, width, height, path, r, 1.3, amount, 0.3);
      };
      arc(6.6, -22.5, 2.2, 1.5);
      arc(-2.6, -18.6, 0.9, 0.3);
      for (let i = 0; i < 46; i++) {
        const t = 0.08 + 0.92 * (i / 45);
        const [x, y] = at(t, 6.6, -22.5);
        const lean = Math.PI / 2 + (0.2 - 1.05 * t) + 0.2 * (next() - 0.5);
        const length = (3.2 + 2.2 * t + next()) * view.scale;
        const path = [];
        for (let k = 0; k <= 6; k++) {
          const s = k / 6;
          path.push(x + side * Math.cos(lean - 0.5 * s) * length * s, y + Math.sin(lean - 0.5 * s) * length * s);
        }
        stroke(ink, width, height, path, 0.6, 0.6, 1.3);
      }
    }
  }

  function draw({ view }, look, ink) {
    const { age } = look;
    const radius = (look.width / 2) * age.spread * view.scale;
    const blur = Math.max(0.55, (0.045 + age.soft) * view.scale);
    const all = linesOf(look.arch, 150, 42, 0.12);
    const count = Math.round(look.strokes);
    for (const side of sides(view)) {
      for (let i = 0; i < count; i++) {
        stroke(ink, width, height, placed(view, all[i].path, side), radius, blur, (0.85 + 0.35 * all[i].strength) * (0.55 + 0.45 * smooth(0, 0.16, all[i].u)));
      }
    }
    return count * sides(view).length;
  }

  return { place, paint, draw, perMm: (view) => VIEWS[view].scale, lines: linesOf, length: LENGTH, spine, thick };
}
