// A photo from the visitor's own device. It is decoded here, drawn on here and never leaves: no field with a name, no request.

const LARGEST_FILE = 25 * 1024 * 1024;
const LARGEST_PICTURE = 60e6; // pixels, after decoding
const LONG_SIDE = 1000;
const LONGEST_SHAPE = 4; // the long side against the short one: no head fits into a strip

/** Reads a file into a picture of at most a thousand pixels a side, or says in words why not. */
export async function open(file) {
  if (file.size > LARGEST_FILE) {
    return { refused: 'That file is larger than 25 MB. Choose a smaller one.' };
  }
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return { refused: 'Your browser cannot open that file as a picture. Choose a JPEG, PNG or WebP.' };
  }
  const [short, long] = [bitmap.width, bitmap.height].sort((a, b) => a - b);
  if (short * long > LARGEST_PICTURE || short < 40 || long > short * LONGEST_SHAPE) {
    bitmap.close();
    return { refused: 'That picture is too large, too small or too narrow to draw on.' };
  }
  const scale = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.round(bitmap.width * scale);
  const height = Math.round(bitmap.height * scale);
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return { width, height, base: context.getImageData(0, 0, width, height).data };
}

/** The photo as a place to draw on: where dots may go is an oval, and what was painted or rubbed out by hand. */
export function drawOn(kit, { width, height, base }, makeBrows) {
  const { smooth, blueNoise, dot, stroke } = kit;
  const tile = blueNoise(64, Math.round(64 * 64 * 1.25), 20261);
  const hand = new Int16Array(width * height); // above zero painted, below rubbed out
  const oval = { x: 50, y: 35, w: 50, h: 30, turn: 0, mm: 140 };
  const brows = makeBrows();

  const frame = () => {
    const a = (oval.turn * Math.PI) / 180;
    return { cx: (oval.x / 100) * width, cy: (oval.y / 100) * height, rx: (oval.w / 200) * width, ry: (oval.h / 200) * height, cos: Math.cos(a), sin: Math.sin(a) };
  };

  /** How much a place takes, 0 to 1. */
  const mask = ({ cx, cy, rx, ry, cos, sin }, x, y) => {
    const dx = x - cx;
    const dy = y - cy;
    const u = (dx * cos + dy * sin) / rx;
    const v = (-dx * sin + dy * cos) / ry;
    const inside = 1 - smooth(0.9, 1.02, Math.sqrt(u * u + v * v));
    const at = Math.min(height - 1, Math.max(0, y | 0)) * width + Math.min(width - 1, Math.max(0, x | 0));
    return Math.max(0, Math.min(1, inside + hand[at] / 255));
  };

  function dots(look, ink) {
    const f = frame();
    const perMm = (2 * f.rx) / oval.mm;
    const side = tile.size * perMm;
    const radius = (look.dot / 2) * look.age.spread * perMm;
    const edge = 0.5 + look.age.soft * perMm;
    let count = 0;
    for (let ty = 0; ty < height; ty += side) {
      for (let tx = 0; tx < width; tx += side) {
        for (let i = 0; i < tile.count && (i / tile.count) * 1.25 < look.density; i++) {
          const x = tx + tile.x[i] * perMm;
          const y = ty + tile.y[i] * perMm;
          if (x < width && y < height && (i / tile.count) * 1.25 < look.density * mask(f, x, y)) {
            dot(ink, width, height, x, y, radius, edge, 0.7 + 0.5 * tile.chance[i]);
            count++;
          }
        }
      }
    }
    return count;
  }

  /** Both brows within the oval's width. */
  function strokes(look, ink) {
    const f = frame();
    const perMm = (2 * f.rx) / oval.mm;
    const all = brows.lines(look.arch, 150, 42, 0.12);
    const blur = Math.max(0.5, (0.045 + look.age.soft) * perMm);
    const count = Math.round(look.strokes);
    const own = new Float32Array(ink.length);
    for (const side of [1, -1]) {
      for (let i = 0; i < count; i++) {
        const { path, strength } = all[i];
        const out = new Float32Array(path.length);
        for (let k = 0; k < path.length; k += 2) {
          const u = side * (12 + path[k]) * perMm;
          const v = -path[k + 1] * perMm;
          out[k] = f.cx + u * f.cos - v * f.sin;
          out[k + 1] = f.cy + u * f.sin + v * f.cos;
        }
        stroke(own, width, height, out, (look.width / 2) * look.age.spread * perMm, blur, 0.85 + 0.35 * strength);
      }
    }
    for (let at = 0; at < ink.length; at++) {
      if (own[at] > 0) {
        ink[at] += own[at] * Math.max(0, Math.min(1, 1 + hand[at] / 255));
      }
    }
    return count * 2;
  }

  return {
    width,
    height,
    base,
    ink: new Float32Array(width * height),
    flush: null,
    over: null,
    oval,
    draw: (look, ink) => (look.area === 'brows' ? strokes(look, ink) : dots(look, ink)),
    /** Paints (1) or rubs out (-1) with a soft round brush. */
    brush(x, y, radius, sign) {
      for (let py = Math.max(0, Math.floor(y - radius)); py < Math.min(height, y + radius); py++) {
        for (let px = Math.max(0, Math.floor(x - radius)); px < Math.min(width, x + radius); px++) {
          const strength = 300 * (1 - smooth(0.5, 1, Math.hypot(px - x, py - y) / radius));
          const at = py * width + px;
          hand[at] = sign > 0 ? Math.min(255, Math.max(hand[at], -255) + strength) : Math.max(-255, Math.min(hand[at], 255) - strength * 2);
        }
      }
    },
    unpaint: () => hand.fill(0),
    outline(context) {
      const f = frame();
      for (const [colour, dash] of [['#000', []], ['#fff', [8, 8]]]) {
        context.beginPath();
        context.ellipse(f.cx, f.cy, f.rx, f.ry, (oval.turn * Math.PI) / 180, 0, 2 * Math.PI);
        context.strokeStyle = colour;
        context.lineWidth = 2.5;
        context.setLineDash(dash);
        context.stroke();
      }
      context.setLineDash([]);
    },
  };
}
