// The page: reads its own form, draws what it says, and describes it in the same words as the server. Everything is drawn on the main
// thread, in slices: the content policy allows no worker to be made from a script, and a frame takes a fraction of its time anyway.

const root = document.querySelector('[data-visualiser]');
const form = document.getElementById('look-form');
const canvas = document.getElementById('look-canvas');
const words = document.getElementById('look-words');
const split = document.getElementById('look-split');
const byId = (id) => document.getElementById(`look-${id}`);
const context = canvas.getContext('2d');
const WIDTH = canvas.width;
const HEIGHT = canvas.height;
const calm = matchMedia('(prefers-reduced-motion: reduce)');

const part = (name) => import(document.querySelector(`link[data-part="${name}"]`).href);
const [ink, head, { scalp }, { brows }, photos] = await Promise.all(['ink', 'head', 'scalp', 'brows', 'photo'].map(part));
const kit = { ...ink, ...head };
const scenes = {};
const sceneOf = (area) => (scenes[area] ??= area === 'brows' ? brows(kit, WIDTH, HEIGHT) : scalp(kit, WIDTH, HEIGHT));

// What the form says.

const chosen = (name) => form.querySelector(`input[name="${name}"]:checked`);
const slider = (name) => form.querySelector(`input[type="range"][name="${name}"]`);

/** The numbers an answer is drawn by: "front:13 temple:22", "rgb:1,2,3". */
function drawnBy(input) {
  const out = {};
  for (const pair of (input.dataset.draw ?? '').split(' ').filter(Boolean)) {
    const [name, value] = pair.split(':');
    out[name] = name === 'rgb' ? value.split(',').map(Number) : Number(value);
  }
  return out;
}

const stageOf = (input) => ({ front: 0, temple: 0, spread: 13, crown: 0, side: 0, back: 0, fore: 0, bridge: 1, patch: 0, part: 0, wide: 0, thin: 0, ...drawnBy(input) });

function read() {
  const area = chosen('area').value;
  const common = { area, tone: drawnBy(chosen('tone')).rgb, hair: drawnBy(chosen('hair')).rgb };
  return area === 'brows'
    ? {
        ...common,
        view: chosen('browview').value,
        own: drawnBy(chosen('own')),
        arch: drawnBy(chosen('arch')),
        strokes: Number(slider('strokes').value),
        width: Number(slider('width').value),
        pigment: drawnBy(chosen('colour')).rgb,
        age: drawnBy(chosen('browage')),
      }
    : {
        ...common,
        view: chosen('view').value,
        stage: stageOf(chosen('stage')),
        shape: drawnBy(chosen('shape')),
        edge: drawnBy(chosen('edge')),
        height: drawnBy(chosen('height')),
        density: Number(slider('density').value) / 100,
        dot: Number(slider('dot').value),
        pigment: drawnBy(chosen('pigment')).rgb,
        age: drawnBy(chosen('age')),
      };
}

const measured = (input) => input.dataset.words.replace('#', input.value);

/** The same sentences as the server's, filled in from the form. */
export function described() {
  const look = read();
  const template = root.dataset[look.area === 'brows' ? 'brows' : look.stage.part > 0 ? 'parting' : 'hairline'];
  const inputs = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => chosen(name) ?? slider(name));
  const sentences = inputs.reduce((text, input) => text.replace(`{${input.name}}`, input.type === 'range' ? measured(input) : input.dataset.words), template);
  const notes = [...form.querySelectorAll('input:checked')].filter((input) => input.dataset.note && inputs.includes(input)).map((input) => input.dataset.note);
  return [sentences, ...new Set(notes)].join(' ');
}

/** The short code of the settings: for each question about the area the place of its answer. */
export function code() {
  const area = chosen('area').value;
  const asked = [];
  for (const input of form.querySelectorAll('input[name]')) {
    const only = input.closest('.look-question').className.match(/look-only-(\w+)/)?.[1];
    if (!asked.includes(input.name) && (!only || only === area)) {
      asked.push(input.name);
    }
  }
  return asked.map((name) => {
    const range = slider(name);
    const place = range
      ? Math.round((range.value - range.min) / range.step)
      : [...form.querySelectorAll(`input[name="${name}"]`)].indexOf(chosen(name));
    return place.toString(36);
  }).join('');
}

// Drawing.

let place = null;
let photo = null;
let shown = null;
let wanted = read();
let ground = '';
let moving = 0;
let image = opaque(WIDTH, HEIGHT);

/** A picture without a gap; what is laid on it later is colour alone. */
function opaque(width, height) {
  const picture = new ImageData(width, height);
  picture.data.fill(255);
  return picture;
}

/** Works in slices of a few milliseconds, so that the page answers meanwhile; false if something newer is wanted. */
async function inSlices(work, current) {
  for (let began = performance.now(); ;) {
    const step = work.next();
    if (step.done) {
      return { value: step.value };
    }
    if (performance.now() - began > 4) {
      await new Promise((go) => setTimeout(go));
      if (!current()) {
        return null;
      }
      began = performance.now();
    }
  }
}

/** What needs the skin and the hair drawn anew; all else is ink. */
const groundOf = ({ area, view, tone, hair, stage, shape, edge, height, own, arch }) => JSON.stringify([area, view, tone, hair, stage, shape, edge, height, own, arch]);

const between = (a, b, t) => {
  if (Array.isArray(b)) {
    return b.map((v, i) => a[i] + (v - a[i]) * t);
  }
  return typeof b === 'number' ? a + (b - a) * t : Object.fromEntries(Object.entries(b).map(([k, v]) => [k, between(a[k], v, t)]));
};

/** Settings on the way from one to another. */
function midway(a, b, t) {
  const out = { ...b };
  for (const name of ['density', 'dot', 'strokes', 'width', 'pigment', 'age']) {
    if (a[name] !== undefined && b[name] !== undefined) {
      out[name] = between(a[name], b[name], t);
    }
  }
  return out;
}

/** One frame. Returns how many dots or strokes there were. */
function frame(look, { marks = true } = {}) {
  const at = photo ?? place;
  const scene = photo ?? sceneOf(look.area);
  const width = photo ? photo.width : WIDTH;
  const height = photo ? photo.height : HEIGHT;
  at.ink.fill(0);
  const count = photo ? photo.draw(look, at.ink) : scene.draw(at, look, at.ink);
  const from = Math.round((Number(split.value) / 100) * width);
  const { fade, cool, red } = look.age;
  const pigment = look.pigment.map((v, i) => Math.min(255, v + cool * [4, 9, 22][i]));
  kit.lay(image.data, at.base, at.ink, width, height, kit.tables(pigment, fade), from, at.flush, red);
  if (at.over) {
    kit.cover(image.data, at.over, width, height);
  }
  context.putImageData(image, 0, 0);
  if (from > 0 && from < width) {
    context.fillStyle = '#fff';
    context.fillRect(from - 1, 0, 2, height);
    context.fillStyle = '#000';
    context.fillRect(from + 1, 0, 1, height);
  }
  if (photo && marks) {
    photo.outline(context);
  }
  const perMm = photo ? 0 : scene.perMm(look.view);
  if (perMm > 12) {
    context.font = '15px system-ui, sans-serif';
    context.fillStyle = 'rgb(255 255 255 / 0.82)';
    context.fillRect(width - perMm * 10 - 26, height - 46, perMm * 10 + 20, 38);
    context.fillStyle = '#23201c';
    context.fillRect(width - perMm * 10 - 16, height - 18, perMm * 10, 3);
    context.fillText('10 mm', width - perMm * 10 - 16, height - 25);
  }
  return count;
}

function settle(look) {
  shown = look;
  delete root.dataset.picture;
  const count = frame(look);
  root.dataset.count = count;
  // In a turn of its own, as long as half a frame; by then a newer picture may be wanted.
  const mine = turn;
  setTimeout(() => {
    if (mine === turn) {
      root.dataset.picture = kit.fingerprint(image.data);
    }
  });
}

let turn = 0;

async function show() {
  const mine = ++turn;
  const current = () => mine === turn;
  const next = read();
  wanted = next;
  cancelAnimationFrame(moving);
  delete root.dataset.picture;
  if (!photo && groundOf(next) !== ground) {
    const scene = sceneOf(next.area);
    // Whoever comes before this is finished begins anew: the sheet is half painted.
    ground = '';
    const got = await inSlices(scene.place(next.view), current);
    if (!got || !(await inSlices(scene.paint(got.value, next), current))) {
      return;
    }
    place = got.value;
    ground = groundOf(next);
    settle(next);
    return;
  }
  const from = shown;
  if (calm.matches || !from || from.area !== next.area) {
    settle(next);
    return;
  }
  const began = performance.now();
  const go = (now) => {
    const t = kit.smooth(0, 320, now - began);
    if (t < 1) {
      shown = midway(from, next, t);
      frame(shown);
      moving = requestAnimationFrame(go);
    } else {
      settle(next);
    }
  };
  moving = requestAnimationFrame(go);
}

// What happens on the page.

let saying = 0;

function tell() {
  for (const range of form.querySelectorAll('input[type="range"]')) {
    const text = measured(range);
    document.getElementById(`${range.name}-value`).textContent = text;
    range.setAttribute('aria-valuetext', text);
  }
  byId('book').href = `/book?look=${code()}`;
  clearTimeout(saying);
  saying = setTimeout(() => {
    const text = described();
    if (words.textContent !== text) {
      words.textContent = text;
    }
  }, 350);
}

form.addEventListener('input', () => {
  tell();
  show();
});

const redraw = () => {
  if (shown) {
    settle(wanted);
  }
};

split.addEventListener('input', () => {
  const v = Number(split.value);
  const text = v === 0 ? 'after only' : v === 100 ? 'before only' : `before on the left ${v} %, after on the right`;
  byId('split-value').textContent = text;
  split.setAttribute('aria-valuetext', text);
  redraw();
});
for (const button of document.querySelectorAll('button[data-split]')) {
  button.addEventListener('click', () => {
    split.value = button.dataset.split;
    split.dispatchEvent(new Event('input'));
  });
}

byId('save').addEventListener('click', () => {
  frame(wanted, { marks: false });
  canvas.toBlob((picture) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(picture);
    link.download = 'a-drawing-not-a-promise.png';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    redraw();
  }, 'image/png');
});

// The visitor's own photo.

const said = byId('file-said');
const numbers = ['x', 'y', 'w', 'h', 'turn', 'mm'];
const aboutDrawing = canvas.getAttribute('aria-label');

byId('file').addEventListener('change', async ({ target }) => {
  const [file] = target.files;
  if (!file) {
    return;
  }
  said.textContent = 'Opening the photo';
  const opened = await photos.open(file);
  if (opened.refused) {
    said.textContent = opened.refused;
    return;
  }
  turn++;
  cancelAnimationFrame(moving);
  photo = photos.drawOn(kit, opened, () => sceneOf('brows'));
  resize(photo.width, photo.height);
  byId('photo-tools').hidden = false;
  canvas.tabIndex = 0;
  canvas.classList.add('look-canvas--photo');
  canvas.setAttribute('aria-label', 'Your photo with the settings drawn on it. Arrow keys move the oval, with Shift they change its size.');
  for (const id of numbers) {
    photo.oval[id] = Number(byId(id).value);
  }
  wanted = read();
  settle(wanted);
  said.textContent = 'Your photo is open. It stays on this device.';
});

function resize(width, height) {
  canvas.width = width;
  canvas.height = height;
  image = opaque(width, height);
}

byId('close-photo').addEventListener('click', () => {
  photo = null;
  byId('file').value = '';
  byId('photo-tools').hidden = true;
  canvas.removeAttribute('tabindex');
  canvas.classList.remove('look-canvas--photo');
  canvas.setAttribute('aria-label', aboutDrawing);
  resize(WIDTH, HEIGHT);
  ground = '';
  show();
  said.textContent = 'The photo is closed.';
  byId('file').focus();
});

let waiting = 0;
const soon = () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(redraw);
};

function setOval(changes) {
  for (const [id, value] of Object.entries(changes)) {
    const field = byId(id);
    const kept = Math.max(Number(field.min), Math.min(Number(field.max), Number.isFinite(value) ? value : photo.oval[id]));
    photo.oval[id] = kept;
    if (document.activeElement !== field) {
      field.value = Math.round(kept);
    }
  }
  soon();
}

for (const id of numbers) {
  byId(id).addEventListener('input', ({ target }) => photo && target.value !== '' && setOval({ [id]: Number(target.value) }));
}

canvas.addEventListener('keydown', (event) => {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (photo && way) {
    event.preventDefault();
    const { x, y, w, h } = photo.oval;
    setOval(event.shiftKey ? { w: w + way[0], h: h - way[1] } : { x: x + way[0], y: y + way[1] });
  }
});

let held = null;
const where = (event) => {
  const box = canvas.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
};

function work(event) {
  const [x, y] = where(event);
  const tool = document.querySelector('input[name="look-tool"]:checked').value;
  if (tool === 'move') {
    setOval({ x: held.x + ((x - held.px) / canvas.width) * 100, y: held.y + ((y - held.py) / canvas.height) * 100 });
  } else {
    photo.brush(x, y, (Number(byId('brush').value) / 100) * canvas.width, tool === 'paint' ? 1 : -1);
    soon();
  }
}

canvas.addEventListener('pointerdown', (event) => {
  if (photo) {
    const [px, py] = where(event);
    held = { px, py, x: photo.oval.x, y: photo.oval.y };
    canvas.setPointerCapture(event.pointerId);
    work(event);
  }
});
canvas.addEventListener('pointermove', (event) => held && photo && work(event));
for (const end of ['pointerup', 'pointercancel']) {
  canvas.addEventListener(end, () => {
    held = null;
  });
}
byId('unpaint').addEventListener('click', () => {
  photo.unpaint();
  redraw();
});

/** Small drawings of the stages of loss, from above, by the same rule as the large one. */
async function thumbs() {
  for (const slot of form.querySelectorAll('[data-thumb]')) {
    await new Promise((go) => setTimeout(go));
    const stage = stageOf(slot.closest('.look-choice').querySelector('input'));
    const small = new OffscreenCanvas(72, 84);
    const picture = new ImageData(72, 84);
    for (let y = 0; y < 84; y++) {
      for (let x = 0; x < 72; x++) {
        const u = (x - 35.5) / 33;
        const v = (y - 38) / 39;
        const r = Math.hypot(u, v);
        const tilt = r * 92;
        const bearing = Math.abs(Math.atan2(u, v)) * 57.29578;
        let hair = kit.kept(stage, tilt, bearing);
        if (stage.part > 0) {
          const gap = Math.abs(u) * 78;
          hair *= Math.max(kit.smooth(44, 54, tilt) * 0.8, stage.thin + (1 - stage.thin) * kit.smooth(stage.part, stage.part + stage.wide, gap));
        }
        const p = (y * 72 + x) * 4;
        picture.data[p] = 214 - 156 * hair;
        picture.data[p + 1] = 190 - 144 * hair;
        picture.data[p + 2] = 160 - 122 * hair;
        picture.data[p + 3] = 255 * (1 - kit.smooth(0.97, 1.02, r));
      }
    }
    small.getContext('2d').putImageData(picture, 0, 0);
    const canvasOfStage = document.createElement('canvas');
    canvasOfStage.width = 72;
    canvasOfStage.height = 84;
    canvasOfStage.setAttribute('aria-hidden', 'true');
    canvasOfStage.getContext('2d').drawImage(small, 0, 0);
    slot.append(canvasOfStage);
  }
}

/** For measurements: draws so many frames at a density, no two alike, and returns the milliseconds that each took. */
export function measure(frames, density) {
  const look = read();
  const times = [];
  let count = 0;
  for (let i = 0; i < frames; i++) {
    const began = performance.now();
    count = frame({ ...look, density, age: { ...look.age, soft: look.age.soft + 0.001 * (i % 7) } });
    times.push(performance.now() - began);
  }
  redraw();
  return { count, times: times.sort((a, b) => a - b) };
}

root.dataset.begun = 'yes';
tell();
await show();
await thumbs();
root.dataset.ready = 'yes';
