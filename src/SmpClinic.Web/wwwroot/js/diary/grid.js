// The drawn calendar, on FullCalendar's free bundle. Its times are those of the clinic's wall clock, given as if they were UTC. Where
// people or rooms stand side by side, each column is one day of the library's grid; which day means which column is known here alone.
const firstColumn = '2001-01-01';
const day = 86_400_000;

const addDays = (date, days) => new Date(Date.parse(`${date}T00:00Z`) + days * day).toISOString().slice(0, 10);
const minutesOf = (wall) => Number(wall.slice(11, 13)) * 60 + Number(wall.slice(14, 16));
const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`;

export function draw(frame, first, { change, choose }) {
  const view = frame.dataset.view;
  const sideBySide = view === 'day';
  const slot = 15;
  let feed = first;
  let held = false;

  const columnDate = (key) => {
    const index = feed.columns.findIndex((column) => column.key === key);
    return index < 0 ? null : addDays(firstColumn, index);
  };

  // Where a wall time of one column is drawn; null where it has no place here.
  function placed(wall, key) {
    if (!sideBySide) {
      return wall;
    }
    const date = columnDate(key);
    const past = (Date.parse(`${wall.slice(0, 10)}T00:00Z`) - Date.parse(`${frame.dataset.date}T00:00Z`)) / day;
    return date && (past < 0 ? `${date}T00:00` : past > 0 ? `${addDays(date, 1)}T00:00` : date + wall.slice(10));
  }

  // The other way round: what date, time and column a place on the grid means.
  function meant(date) {
    const at = date.toISOString();
    return sideBySide
      ? { date: frame.dataset.date, time: at.slice(11, 16), column: feed.columns[Math.round((Date.parse(`${at.slice(0, 10)}T00:00Z`) - Date.parse(`${firstColumn}T00:00Z`)) / day)]?.key }
      : { date: at.slice(0, 10), time: at.slice(11, 16), column: null };
  }

  function background(key, start, end, kind, words) {
    if (view === 'month') {
      // A month shows days, so what takes part of one colours it whole.
      const until = end.endsWith('T00:00') ? end.slice(0, 10) : addDays(end.slice(0, 10), 1);
      return [{ start: start.slice(0, 10), end: until, allDay: true, display: 'background', classNames: ['diary-stretch', `diary-stretch--${kind}`], title: words ?? '' }];
    }
    const from = placed(start, key);
    const until = placed(end, key);
    return from && until && from < until ? [{ start: from, end: until, display: 'background', classNames: ['diary-stretch', `diary-stretch--${kind}`], title: words ?? '' }] : [];
  }

  function events() {
    const month = view === 'month';
    const keys = sideBySide ? feed.columns.map((column) => column.key) : [null];
    const single = sideBySide || feed.columns.length === 1;
    const drawn = [];
    for (const visit of feed.visits) {
      const start = placed(visit.start, visit.column);
      if (!start) {
        continue;
      }
      drawn.push({
        id: visit.id,
        start,
        end: placed(visit.end, visit.column),
        title: `${visit.client}, ${visit.service}`,
        url: `/staff/appointments/${visit.id}`,
        editable: visit.movable,
        classNames: ['diary-visit', `diary-visit--${visit.state}`, `diary-service--${visit.colour}`],
        extendedProps: visit,
      });
      if (!month) {
        drawn.push(...(visit.keptFrom ? background(visit.column, visit.keptFrom, visit.start, 'kept') : []));
        drawn.push(...(visit.keptUntil ? background(visit.column, visit.end, visit.keptUntil, 'kept') : []));
      }
    }
    for (const stretch of feed.stretches) {
      // Among several people in one column one's own hours would be another's shade.
      const shown = stretch.column === null || single;
      if (shown && (!month || stretch.kind !== 'off')) {
        for (const key of stretch.column === null ? keys : [stretch.column]) {
          drawn.push(...background(key, stretch.start, stretch.end, stretch.kind, stretch.words));
        }
      }
    }
    return drawn;
  }

  // From the first to the last hour anybody works or is seen, and the usual day at least.
  function hours() {
    const worked = feed.stretches.filter((stretch) => stretch.kind === 'off');
    const opens = worked.filter((stretch) => stretch.start.endsWith('T00:00') && !stretch.end.endsWith('T00:00')).map((stretch) => minutesOf(stretch.end));
    const closes = worked.filter((stretch) => stretch.end.endsWith('T00:00') && !stretch.start.endsWith('T00:00')).map((stretch) => minutesOf(stretch.start));
    const from = Math.min(540, ...opens, ...feed.visits.map((visit) => minutesOf(visit.keptFrom ?? visit.start)));
    const until = Math.max(1020, ...closes, ...feed.visits.map((visit) => minutesOf(visit.keptUntil ?? visit.end) || 1440));
    return { slotMinTime: clock(Math.floor(from / 60) * 60), slotMaxTime: clock(Math.min(Math.ceil(until / 60) * 60, 1440)) };
  }

  // By the clinic's clock, however this machine's is set.
  const ahead = Date.parse(frame.dataset.now) - Date.now();
  function wallNow() {
    const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: frame.dataset.zone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(Date.now() + ahead)).replace(' ', 'T');
    return sideBySide ? (parts.slice(0, 10) === frame.dataset.date ? firstColumn + parts.slice(10) : '1999-01-01T00:00') : parts;
  }

  // A place as the forms take it.
  function place(start, minutes) {
    const { date, time, column } = meant(start);
    const room = column?.startsWith('room-') ? { room: column.slice(5) } : {};
    return { date, time, ...(minutes ? { length: minutes } : {}), ...(column && !column.startsWith('room-') ? { practitioner: column } : room) };
  }

  const minutes = (start, end) => Math.round((end - start) / 60_000);
  const moved = ({ event }) => change(event.id, place(event.start, minutes(event.start, event.end)));
  const columns = () => Math.max(feed.columns.length, 1);
  const calendar = new globalThis.FullCalendar.Calendar(frame, {
    timeZone: 'UTC',
    locale: 'en-GB',
    firstDay: 1,
    headerToolbar: false,
    height: 'auto',
    allDaySlot: false,
    expandRows: false,
    nowIndicator: true,
    now: wallNow,
    initialDate: sideBySide ? firstColumn : frame.dataset.date,
    initialView: sideBySide ? 'columns' : view === 'month' ? 'dayGridMonth' : 'timeGridWeek',
    views: { columns: { type: 'timeGrid', duration: { days: columns() } } },
    dayHeaderContent: sideBySide ? (header) => feed.columns[Math.round((header.date - Date.parse(`${firstColumn}T00:00Z`)) / day)]?.name ?? '' : undefined,
    // A column's day is nobody's business.
    dayHeaderDidMount: ({ el }) => sideBySide && el.removeAttribute('aria-label'),
    // What is in a day belongs to its name, not the number alone.
    dayCellDidMount: ({ el }) => el.removeAttribute('aria-labelledby'),
    dayHeaderFormat: view === 'month' ? { weekday: 'long' } : { weekday: 'short', day: 'numeric', month: 'short' },
    slotDuration: '00:15:00',
    slotLabelInterval: '01:00',
    slotLabelFormat: { hour: 'numeric', hour12: true },
    // Drags snap to the slots: with a finer snap the library lands one step off. Any other time is typed into the form that a drag opens.
    eventInteractive: true,
    eventShortHeight: 46,
    eventDisplay: 'block',
    eventOverlap: true,
    slotEventOverlap: false,
    eventDurationEditable: view !== 'month',
    selectable: true,
    selectMirror: true,
    unselectAuto: false,
    select({ start, end, allDay }) {
      calendar.unselect();
      choose(allDay ? { date: start.toISOString().slice(0, 10) } : place(start, minutes(start, end) > slot ? minutes(start, end) : 0));
    },
    eventDrop: moved,
    eventResize: moved,
    eventDragStart: () => { held = true; },
    eventDragStop: () => { held = false; },
    eventResizeStart: () => { held = true; },
    eventResizeStop: () => { held = false; },
    events: (_, done) => done(events()),
    eventDidMount({ el, event }) {
      if (event.display !== 'background') {
        el.title = `${event.extendedProps.times}, ${event.title}, ${event.extendedProps.rest}`;
        el.dataset.visit = event.id;
      }
    },
    eventContent(shown) {
      if (shown.event.display === 'background') {
        return shown.event.title;
      }
      const visit = shown.event.extendedProps;
      const line = (name, words) => {
        const part = document.createElement('span');
        part.className = name;
        part.textContent = words;
        return part;
      };
      const lines = [
        line(`state state--${visit.state} diary-visit__time`, visit.times),
        line('diary-visit__client', visit.overbooked ? `⧉ ${visit.client} (overbooked)` : visit.client),
        line('diary-visit__service', visit.service),
        line('visually-hidden', visit.rest),
      ];
      // Parted by spaces, so that they are not read as one word where they stand on one line.
      return { domNodes: lines.flatMap((part) => [part, document.createTextNode(' ')]) };
    },
    ...hours(),
  });
  calendar.render();
  frame.style.setProperty('--diary-columns', String(columns()));

  return {
    calendar,
    meant,
    // Everything back where the database has it.
    reset: () => calendar.refetchEvents(),
    // Moves by keys: with Shift the arrows, plus and minus; X asks without moving first.
    key(id, event) {
      const visit = calendar.getEventById(id);
      const step = { ArrowUp: -slot, ArrowDown: slot, ArrowLeft: -1440, ArrowRight: 1440 }[event.key];
      const longer = { '+': slot, '-': -slot, _: -slot }[event.key];
      if (!visit?.extendedProps.movable || !((event.shiftKey && step) || longer || event.key === 'x')) {
        return false;
      }
      const start = new Date(visit.start.getTime() + (event.shiftKey && step ? step : 0) * 60_000);
      const to = place(start, minutes(visit.start, visit.end) + (longer ?? 0));
      if (sideBySide && !feed.columns.some((column) => column.key === (to.practitioner ?? `room-${to.room}`))) {
        return true;
      }
      change(id, to);
      return true;
    },
    show(next) {
      feed = next;
      if (held) {
        return;
      }
      calendar.setOption('views', { columns: { type: 'timeGrid', duration: { days: columns() } } });
      for (const [name, value] of Object.entries(hours())) {
        calendar.setOption(name, value);
      }
      calendar.refetchEvents();
    },
  };
}
