// The scalp: a shaved head from the front and from above, and a patch of it from ten centimetres.

/** @param kit what ink.js and head.js offer */
export function scalp(kit, width, height) {
  const { random, spread, smooth, mix, dot, mottle, relief, skinInto, backdrop, camera, survey, rim, along, kept, outward, FULL } = kit;
  const SIDE = 256;
  const GRAIN = 3;
  const CAMERAS = { front: camera(22, 3.25, width / 2, 408), above: camera(82, 2.9, width / 2, 318) };
  const PER_MM = 19; // the close-up's pixels for a millimetre
  const NATURAL = 1.15; // hairs in a square millimetre, as they stand on a scalp that has lost none
  const surveys = {};
  let tile;
  let soft;
  let net;

  const tileAt = (map, x, y) => map[(y & (SIDE - 1)) * SIDE + (x & (SIDE - 1))];

  /** Uneven like a hand, along the hairline; from -1 to 1. */
  const waver = (() => {
    const next = random(77);
    const values = Float32Array.from({ length: 200 }, () => next() * 2 - 1);
    const one = (v) => {
      const i = Math.floor(v);
      const t = smooth(0, 1, v - i);
      return mix(values[((i % 200) + 200) % 200], values[(((i + 1) % 200) + 200) % 200], t);
    };
    return (v) => 0.65 * one(v) + 0.35 * one(2.7 * v + 40);
  })();

  const curves = new Map();
  const hairline = (look) => {
    const { mid, temple, corner } = look.shape;
    const drop = look.height.drop;
    const key = `${mid} ${temple} ${corner} ${drop}`;
    if (!curves.has(key)) {
      curves.set(key, rim([mid + drop, mid + drop, temple + drop, corner + drop / 2, 74, ...[92, 84, 80, 98, 110, 117, 119, 120]]));
    }
    return curves.get(key);
  };

  /** How much of the work a place gets, 0 to 1. */
  const treated = (look, line, tilt, bearing, sign) => {
    const edge = look.edge;
    const end = along(line, bearing) + edge.wobble * waver(sign * bearing * 0.42);
    return 1 - smooth(-edge.width, edge.width * 0.35, tilt - end);
  };

  function* scene(view) {
    const cam = CAMERAS[view];
    const land = yield* survey(cam, width, height, GRAIN);
    // Every place a hair or a dot could stand, that the camera sees. Equal areas of the disc are equal areas of the head, nearly.
    const radius = 163;
    const tiles = Math.ceil((2 * radius) / tile.size);
    const most = 60000;
    const points = { n: 0, x: new Float32Array(most), y: new Float32Array(most), tilt: new Float32Array(most), bearing: new Float32Array(most), sign: new Int8Array(most), facing: new Float32Array(most), lateral: new Float32Array(most), chance: new Float32Array(most), rank: new Float32Array(most) };
    for (let ty = 0; ty < tiles; ty++) {
      for (let tx = 0; tx < tiles; tx++) {
        for (let i = 0; i < tile.count && points.n < most; i++) {
          if (i % 1000 === 999) {
            yield;
          }
          const u = tile.x[i] + tx * tile.size - radius;
          const v = tile.y[i] + ty * tile.size - radius;
          const r = Math.sqrt(u * u + v * v);
          if (r > radius || r < 0.01) {
            continue;
          }
          const half = r / 180;
          const sin = 2 * half * Math.sqrt(1 - half * half);
          const cos = 1 - 2 * half * half;
          const [dx, dy, dz] = [(sin * u) / r, (sin * v) / r, cos];
          const tilt = 2 * Math.asin(half) * 57.29578;
          const bearing = Math.abs(Math.atan2(u, v)) * 57.29578;
          if (tilt > along(FULL, bearing) + 3) {
            continue;
          }
          // The surface's own direction, near enough that of the ellipsoid.
          const nx = dx / 0.62;
          const ny = dy / 0.95;
          const nz = dz / 0.95;
          const facing = (ny * cam.toward[1] + nz * cam.toward[2]) / Math.hypot(nx, ny, nz);
          if (facing < -0.02) {
            continue;
          }
          const far = outward(dx, dy, dz);
          const [px, py] = cam.across(dx * far, dy * far, dz * far);
          const n = points.n++;
          points.x[n] = px;
          points.y[n] = py;
          points.tilt[n] = tilt;
          points.bearing[n] = bearing;
          points.sign[n] = u < 0 ? -1 : 1;
          points.facing[n] = facing;
          points.lateral[n] = Math.abs(dx * far);
          points.chance[n] = tile.chance[(i * 7 + tx * 13 + ty * 31) % tile.count];
          // Where the head is smaller than the sphere the points crowd, and fewer of them are used.
          points.rank[n] = (i / tile.count) * 1.25 * (90 / far) ** 2;
        }
        yield;
      }
    }
    const full = { inside: yield* stretch(land, land.inside), light: yield* stretch(land, land.light), level: yield* stretch(land, land.level) };
    return { cam, land, points, full, ...sheets() };
  }

  const sheets = () => ({
    ink: new Float32Array(width * height),
    flush: new Uint8Array(width * height),
    base: new Uint8ClampedArray(width * height * 4).fill(255),
    over: null,
  });

  /** A coarse map at every pixel. */
  function* stretch({ w, grain }, map) {
    const out = new Float32Array(width * height);
    for (let y = 0, at = 0; y < height; y++) {
      const j = Math.floor(y / grain);
      const fy = y / grain - j;
      for (let x = 0; x < width; x++, at++) {
        const i = (x / grain) | 0;
        const fx = x / grain - i;
        const a = j * w + i;
        const top = map[a] + (map[a + 1] - map[a]) * fx;
        const low = map[a + w] + (map[a + w + 1] - map[a + w]) * fx;
        out[at] = top + (low - top) * fy;
      }
      if (y % 200 === 199) {
        yield;
      }
    }
    return out;
  }

  const keptAt = (stage, points, n) => stage.part > 0
    ? parted(stage, points.lateral[n], points.tilt[n], points.bearing[n])
    : kept(stage, points.tilt[n], points.bearing[n]);

  /** Where loss is spread over the top and the hairline stays, seen from a parting in the middle. */
  const parted = (stage, lateral, tilt, bearing) => {
    const band = smooth(46, 54, tilt) * (1 - smooth(50, 80, bearing)) * 0.75;
    const back = smooth(30, 55, tilt) * smooth(100, 140, bearing);
    return Math.max(band, back, stage.thin + (1 - stage.thin) * smooth(stage.part, stage.part + stage.wide, lateral)) * (1 - smooth(-2, 1, tilt - along(FULL, bearing)));
  };

  function* paintHead(place, look) {
    const { land, points, full, base, ink, flush, cam } = place;
    const { stage } = look;
    backdrop(base, width, height);
    yield;
    const line = hairline(look);
    const shade = new Float32Array(land.w * land.h);
    const red = new Float32Array(land.w * land.h);
    for (let at = 0; at < shade.length; at++) {
      if (land.tilt[at] >= 0) {
        const hair = land.tilt[at] < 125 ? kept(stage, land.tilt[at], land.bearing[at]) : 0;
        shade[at] = land.shine[at] * (1 - hair);
        red[at] = 255 * treated(look, line, land.tilt[at], land.bearing[at], 1) * (1 - 0.8 * hair);
      }
      if (at % 8000 === 7999) {
        yield;
      }
    }
    const shining = yield* stretch(land, shade);
    const flushed = yield* stretch(land, red);
    const gloss = look.tone[0] > 200 ? 0.035 : look.tone[0] > 150 ? 0.08 : 0.17;
    const front = cam === CAMERAS.front;
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        let a = full.inside[at] <= -0.8 ? 0 : full.inside[at] >= 0.8 ? 1 : smooth(-0.8, 0.8, full.inside[at]);
        if (front && a > 0) {
          a *= smooth(-70, -38, full.level[at]);
        }
        flush[at] = flushed[at] * a;
        if (a === 0) {
          continue;
        }
        const p = at * 4;
        const m = tileAt(soft, x, y);
        const [r, g, b] = [base[p], base[p + 1], base[p + 2]];
        skinInto(base, p, look.tone, full.light[at] * (1 + 0.035 * m + 0.012 * tileAt(soft, x * 5, y * 7)), gloss * shining[at]);
        base[p + 1] -= 2.5 * m;
        base[p + 2] -= 2 * m;
        if (a < 1) {
          base[p] = mix(r, base[p], a);
          base[p + 1] = mix(g, base[p + 1], a);
          base[p + 2] = mix(b, base[p + 2], a);
        }
      }
      if (y % 20 === 19) {
        yield;
      }
    }
    // Hair that is there, clipped short; under long hair, the shadow at its roots.
    ink.fill(0);
    const thick = cam.scale * 0.3;
    for (let n = 0; n < points.n; n++) {
      if (points.rank[n] < NATURAL * keptAt(stage, points, n)) {
        dot(ink, width, height, points.x[n], points.y[n], thick, 0.5, (0.55 + 0.5 * points.chance[n]) * (0.1 + 0.9 * points.facing[n]));
      }
      if (n % 4000 === 3999) {
        yield;
      }
    }
    if (front) {
      ownBrows(ink, cam);
    }
    kit.lay(base, base, ink, width, height, kit.tables(look.hair, 1), 0);
    yield;
    place.over = stage.part > 0 ? yield* longHair(place, look) : null;
  }

  /** Short brows, for a face to be one. */
  function ownBrows(ink, cam) {
    const next = random(8);
    for (let i = 0; i < 260; i++) {
      const t = (i % 130) / 130;
      const side = i < 130 ? 1 : -1;
      const x = side * (13 + 43 * t);
      const z = -15 + 5 * smooth(0, 0.6, t) - 6 * smooth(0.6, 1, t) - 0.0052 * x * x + (next() - 0.5) * 7 * (1 - 0.6 * t);
      const y = 88 - 0.012 * x * x;
      const [px, py] = cam.across(x, y, z);
      const lean = 1.25 - 1.35 * t + 0.4 * (next() - 0.5);
      const long = (7 - 2 * t) * cam.scale * (0.7 + 0.4 * next());
      const path = [];
      for (let k = 0; k <= 4; k++) {
        path.push(px + (side * Math.cos(lean) * long * k) / 4, py - (Math.sin(lean) * long * k) / 4);
      }
      kit.stroke(ink, width, height, path, 0.75, 0.6, 0.5 + 0.5 * next());
    }
  }

  /** A sheet on which strands are drawn in the order in which they lie. */
  function strands(hair) {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.lineCap = 'round';
    context.lineJoin = 'round';
    return {
      one(path, from, to, light, thick) {
        const glow = 26 * Math.max(0, light - 0.8);
        context.strokeStyle = `rgb(${hair.map((v) => Math.round(Math.min(255, (v + 14) * light * 1.25 + glow))).join(' ')})`;
        context.lineWidth = thick;
        context.beginPath();
        context.moveTo(path[2 * from], path[2 * from + 1]);
        for (let k = from + 1; k <= to; k++) {
          context.lineTo(path[2 * k], path[2 * k + 1]);
        }
        context.stroke();
      },
      pixels: () => context.getImageData(0, 0, width, height).data,
    };
  }

  function* longHair({ cam, points, full }, look) {
    const sheet = strands(look.hair);
    const order = [];
    for (let n = 0; n < points.n; n++) {
      if (points.rank[n] < 0.13 * keptAt(look.stage, points, n)) {
        order.push(n);
      }
    }
    order.sort((a, b) => points.lateral[b] - points.lateral[a]);
    let drawn = 0;
    for (const n of order) {
      const t = points.tilt[n] / 57.29578;
      const b = (points.sign[n] * points.bearing[n]) / 57.29578;
      let [dx, dy, dz] = [Math.sin(t) * Math.sin(b), Math.sin(t) * Math.cos(b), Math.cos(t)];
      const chance = points.chance[n];
      const sway = (points.rank[n] * 97) % 1;
      const path = [points.x[n], points.y[n]];
      let [x, y, z] = [0, 0, 0];
      for (let k = 0; k < 15; k++) {
        if (k === 0 || z > -18) {
          dx += points.sign[n] * (0.085 + 0.03 * sway);
          dy -= 0.012 + 0.03 * (chance - 0.4) + 0.04 * Math.max(0, dy);
          dz -= 0.02 + 0.06 * Math.abs(dx);
          const size = Math.hypot(dx, dy, dz);
          [dx, dy, dz] = [dx / size, dy / size, dz / size];
          const far = outward(dx, dy, dz) + 1.5 + 5 * smooth(0, 8, k) * (0.6 + 0.5 * sway);
          [x, y, z] = [dx * far, dy * far, dz * far];
        } else if (cam === CAMERAS.above) {
          break;
        } else {
          z -= 9;
          x += points.sign[n] * (0.5 - chance) * 1.5;
        }
        path.push(...cam.across(x, y, z));
      }
      const tone = 0.82 + 0.36 * chance;
      for (let k = 0; 2 * (k + 3) < path.length; k += 3) {
        const at = Math.max(0, Math.min(height - 1, path[2 * k + 1] | 0)) * width + Math.max(0, Math.min(width - 1, path[2 * k] | 0));
        const lit = full.inside[at] > 0 ? full.light[at] : 0.45;
        sheet.one(path, k, k + 3, tone * (0.15 + 0.95 * lit * lit), 1.15);
      }
      if (++drawn % 300 === 0) {
        yield;
      }
    }
    return sheet.pixels();
  }

  function dotHead(place, look, ink) {
    const { points, cam } = place;
    const line = hairline(look);
    const { stage, density, age } = look;
    const long = stage.part > 0;
    const radius = (look.dot / 2) * age.spread * cam.scale;
    const edge = 0.5 + age.soft * cam.scale * 0.5;
    let dots = 0;
    for (let n = 0; n < points.n; n++) {
      const rank = points.rank[n];
      if (rank >= density) {
        continue;
      }
      const tilt = points.tilt[n];
      const bearing = points.bearing[n];
      const work = long
        ? (1 - smooth(45, 62, points.lateral[n])) * (1 - smooth(-6, -1, tilt - along(FULL, bearing))) * (1 - smooth(40, 60, tilt) * smooth(90, 120, bearing))
        : treated(look, line, tilt, bearing, points.sign[n]);
      if (work > 0 && rank < density * work * (1 - (long ? 0.5 : 0.92) * keptAt(stage, points, n))) {
        dot(ink, width, height, points.x[n], points.y[n], radius, edge, (0.75 + 0.5 * points.chance[n]) * (0.1 + 0.9 * points.facing[n]));
        dots++;
      }
    }
    return dots;
  }

  // The close-up: a patch 42 by 32 millimetres, forehead below and scalp above.
  const line = height - 9.5 * PER_MM;
  const patchEdge = (look, x) => {
    const mm = (x - width / 2) / PER_MM;
    const bend = look.shape.bend * (mm / 21) ** 2 + look.shape.slope * Math.max(0, (mm - 4) / 17) ** 1.6;
    return line - bend * PER_MM + look.edge.wobble * 1.1 * PER_MM * waver(mm * 0.3);
  };

  function* patch() {
    net = yield* relief(SIDE, yield* spread(16, 620, 5), mottle(SIDE, [[32, 0.4], [64, 0.35], [128, 0.25]], 71, random));
    const points = { n: 0, x: [], y: [], chance: [], rank: [], turn: [] };
    const next = random(99);
    for (let i = 0; i < tile.count; i++) {
      const x = (tile.x[i] - 11) * PER_MM;
      const y = (tile.y[i] - 16) * PER_MM;
      if (x > -20 && y > -20 && x < width + 20 && y < height + 20) {
        points.n++;
        points.x.push(x);
        points.y.push(y);
        points.chance.push(tile.chance[i]);
        points.rank.push((i / tile.count) * 1.25);
        points.turn.push(next());
      }
    }
    return { points, ...sheets() };
  }

  function* paintPatch(place, look) {
    const { base, ink, flush, points } = place;
    const long = look.stage.part > 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = y * width + x;
        const p = at * 4;
        const m = tileAt(soft, (x * 0.55) | 0, (y * 0.55) | 0);
        const lamp = 0.97 - 0.13 * ((x / width - 0.35) ** 2 + (y / height - 0.3) ** 2);
        const furrow = tileAt(net, (x * 0.8) | 0, (y * 0.8) | 0);
        skinInto(base, p, look.tone, lamp + 0.045 * m + 0.085 * furrow, Math.max(0, furrow) * 0.03);
        base[p + 1] -= 3.5 * m;
        base[p + 2] -= 3 * m;
        base[p + 3] = 255;
      }
      if (y % 20 === 19) {
        yield;
      }
    }
    for (let x = 0; x < width; x++) {
      const end = long ? height * 2 : patchEdge(look, x);
      for (let y = 0; y < height; y++) {
        flush[y * width + x] = 255 * (1 - smooth(end - 60, end + 40, y)) * (0.75 + 0.25 * tileAt(soft, x, y));
      }
    }
    ink.fill(0);
    for (let n = 0; n < points.n; n++) {
      const above = (line - points.y[n]) / PER_MM;
      if (!long && points.rank[n] < NATURAL * look.stage.patch * smooth(-1.5, 5, above)) {
        stubble(ink, points, n);
      }
    }
    kit.lay(base, base, ink, width, height, kit.tables(look.hair, 1.5), 0);
    yield;
    place.over = long ? yield* longPatch(points, look) : null;
  }

  const patchKept = (stage, x) => stage.thin + (1 - stage.thin) * smooth(stage.part * 0.6, stage.part + stage.wide * 0.35, Math.abs(x - width / 2) / PER_MM);

  /** Hair on both sides of a parting, root by root. */
  function* longPatch(points, look) {
    const sheet = strands(look.hair);
    const order = [];
    for (let n = 0; n < points.n; n++) {
      if (points.rank[n] < 0.9 * patchKept(look.stage, points.x[n])) {
        order.push(n);
      }
    }
    order.sort((a, b) => Math.abs(points.x[b] - width / 2) - Math.abs(points.x[a] - width / 2));
    for (let i = 0; i < order.length; i++) {
      const n = order[i];
      const side = points.x[n] < width / 2 ? -1 : 1;
      for (let k = 0; k <= Math.floor(points.chance[n] * 2.2); k++) {
        let lean = 0.35 * (points.turn[n] - 0.5) + 0.3 * (((points.turn[n] * 31 + k * 0.43) % 1) - 0.5) - 0.12;
        let x = points.x[n] + k * 2;
        let y = points.y[n];
        const path = [x, y];
        for (let s = 0; s < 12; s++) {
          lean += 0.035 + 0.03 * (points.chance[n] - 0.5);
          x += side * Math.cos(lean) * 30;
          y += Math.sin(lean) * 30;
          path.push(x, y);
        }
        const light = 0.7 + 0.5 * ((points.turn[n] * 17 + k * 0.3) % 1);
        sheet.one(path, 0, 1, light * 0.8, 1.3);
        sheet.one(path, 1, 12, light, 1.7);
      }
      if (i % 200 === 199) {
        yield;
      }
    }
    return sheet.pixels();
  }

  /** One to three hairs out of one opening, clipped to half a millimetre. */
  function stubble(ink, points, n) {
    const hairs = 1 + Math.floor(points.chance[n] * 2.6);
    for (let k = 0; k < hairs; k++) {
      const lean = -1.9 + 0.7 * (points.turn[n] - 0.5) + 0.5 * (k - (hairs - 1) / 2);
      const length = (0.5 + 0.5 * ((points.turn[n] * 7 + k * 0.37) % 1)) * PER_MM;
      const x = points.x[n] + (k - (hairs - 1) / 2) * 3.2;
      const path = [];
      for (let s = 0; s <= 7; s++) {
        path.push(x + (Math.cos(lean) * length * s) / 7, points.y[n] + (Math.sin(lean) * length * s) / 7);
      }
      kit.stroke(ink, width, height, path, 0.95, 0.8, 1.4, 0.4);
    }
  }

  function dotPatch(place, look, ink) {
    const { points } = place;
    const { density, age } = look;
    const long = look.stage.part > 0;
    const blur = (0.11 + age.soft) * PER_MM;
    let dots = 0;
    for (let n = 0; n < points.n; n++) {
      const rank = points.rank[n];
      const depth = (patchEdge(look, points.x[n]) - points.y[n]) / PER_MM;
      const work = long ? 1 - 0.5 * patchKept(look.stage, points.x[n]) : smooth(-0.35 * look.edge.width, look.edge.width, depth * 0.62);
      if (rank < density * work * (long ? 1 : 1 - 0.6 * look.stage.patch * smooth(-1.5, 5, (line - points.y[n]) / PER_MM))) {
        const size = (look.dot / 2) * (0.75 + 0.5 * points.chance[n]) * age.spread * PER_MM;
        dot(ink, width, height, points.x[n], points.y[n], size, Math.max(1, Math.min(blur, size * 1.4)), 0.55 + 0.75 * points.turn[n]);
        dots++;
      }
    }
    return dots;
  }

  return {
    *place(view) {
      tile ??= yield* spread(64, Math.round(64 * 64 * 1.25), 20261);
      soft ??= mottle(SIDE, [[5, 0.5], [11, 0.3], [40, 0.2]], 11, random);
      yield;
      surveys[view] ??= view === 'close' ? yield* patch() : yield* scene(view);
      return surveys[view];
    },
    paint: (place, look) => (place.cam ? paintHead(place, look) : paintPatch(place, look)),
    draw: (place, look, ink) => (place.cam ? dotHead(place, look, ink) : dotPatch(place, look, ink)),
    perMm: (view) => (view === 'close' ? PER_MM : 0),
  };
}
