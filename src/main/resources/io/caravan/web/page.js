"use strict";

// Shows the state that the daemon sends as server-sent events. All names and texts in it come from
// strangers: they reach the page through textContent only, with their hidden characters made visible.

const SILENCE_MS = 10_000;
const RETRY_MS = 10_000;
const ANNOUNCE_MS = 15_000;
const TOKEN_SHORT_MS = 10 * 60_000;
const RECENT_MS = 60 * 60_000;

const STAGES = ["INBOX", "CLAIMED", "UPLOADING", "UPLOADED", "IMPORTING", "DONE"];

const byId = (id) => document.getElementById(id);


// ---- Words ----

const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text with control characters and marks of direction written out, as in \u{202E}. */
function visible(text) {
  return String(text ?? "").replace(HIDDEN, (c) =>
    `\\u{${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}}`);
}

function sizeWords(bytes) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return `${unit === 0 ? bytes : bytes.toFixed(1)} ${units[unit]}`;
}

const rateWords = (bytesPerSecond) => `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`;

/** The two largest units of a duration: "37 s", "2 min 3 s", "2 h 12 min", "3 d 4 h". */
function durationWords(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor(s % 86400 / 3600)} h`;
}

const CLOCK = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit",
});

function timeWords(time) {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "unknown time" : CLOCK.format(date);
}

const paperWords = (paper) => JSON.stringify(paper, null, 2).split("\n").map(visible).join("\n");


// ---- Changes to the page: only what differs is touched ----

function setText(element, text) {
  const shown = visible(text);
  if (element.textContent !== shown) element.textContent = shown;
}

function setTime(element, iso) {
  if (element.dateTime === iso) return;
  element.dateTime = iso;
  setText(element, timeWords(iso));
}

function setShown(element, shown) {
  if (element.hidden === shown) element.hidden = !shown;
}

function setClass(element, name) {
  if (element.className !== name) element.className = name;
}

/** Shows the text, or hides the element when there is none. */
function setOptional(element, text) {
  setShown(element, Boolean(text));
  setText(element, text || "");
}

/**
 * A list whose rows are clones of a template, one an item, found again by key, so that open details,
 * focus and scroll stay. A row is {node, parts}: its element and those in it that carry data-part.
 */
function keyedList(list, template, { keyOf, create = () => {}, update }) {
  let rows = new Map();

  function newRow() {
    const node = template.content.firstElementChild.cloneNode(true);
    const named = [...node.querySelectorAll("[data-part]")].map((element) => [element.dataset.part, element]);
    const row = { node, parts: Object.fromEntries(named) };
    create(row);
    return row;
  }

  return (items) => {
    const next = new Map();
    for (const item of items) {
      let key = keyOf(item);
      while (next.has(key)) key += " again";
      const row = rows.get(key) ?? newRow();
      rows.delete(key);
      update(row, item);
      next.set(key, row);
    }
    const focused = document.activeElement;
    for (const { node } of rows.values()) node.remove();
    let place = list.firstElementChild;
    for (const { node } of next.values()) {
      if (node === place) place = place.nextElementSibling;
      else list.insertBefore(node, place);
    }
    if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
    rows = next;
  };
}


// ---- Segment maps ----

/** The marks of a map, in the order of their counts; they differ in shape as well as in colour. */
const MARKS = {
  "#": { words: "landed", colour: "--cell-landed", draw: (c, x, y, s) => c.fillRect(x, y, s, s) },
  "=": {
    words: "already there", colour: "--cell-spared",
    draw(c, x, y, s) {
      c.fillRect(x, y, s, s * 0.36);
      c.fillRect(x, y + s * 0.64, s, s * 0.36);
    },
  },
  ">": {
    words: "in flight", colour: "--cell-flight",
    draw(c, x, y, s) {
      c.beginPath();
      c.moveTo(x, y);
      c.lineTo(x + s, y + s / 2);
      c.lineTo(x, y + s);
      c.fill();
    },
  },
  "!": {
    words: "sent again", colour: "--cell-again",
    draw(c, x, y, s) {
      c.lineWidth = s / 4;
      c.beginPath();
      c.moveTo(x, y);
      c.lineTo(x + s, y + s);
      c.moveTo(x + s, y);
      c.lineTo(x, y + s);
      c.stroke();
    },
  },
  ".": {
    words: "waiting", colour: "--cell-waiting",
    draw(c, x, y, s) {
      c.lineWidth = 1;
      c.strokeRect(x + 0.5, y + 0.5, s - 1, s - 1);
    },
  },
};

const PITCHES = [12, 10, 8, 6, 5, 4, 3];
const MAP_HEIGHT = 96;

/** The largest distance of cells with which the map keeps to its height, or else the smallest. */
function pitchFor(cells, width) {
  return PITCHES.find((pitch) => Math.ceil(cells / Math.floor(width / pitch)) * pitch <= MAP_HEIGHT) ?? PITCHES.at(-1);
}

function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const mark of Object.values(MARKS)) mark.paint = style.getPropertyValue(mark.colour);
}

function drawMark(context, mark, x, y, size) {
  context.fillStyle = context.strokeStyle = mark.paint;
  mark.draw(context, x, y, size);
}

/** Gives the canvas as many pixels as the screen has there, and clears it. */
function sizeCanvas(canvas, width, height) {
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  const context = canvas.getContext("2d");
  context.scale(devicePixelRatio, devicePixelRatio);
  return context;
}

function countWords(cells) {
  const counts = {};
  for (const cell of cells) counts[cell] = (counts[cell] ?? 0) + 1;
  return Object.entries(MARKS)
    .filter(([cell]) => counts[cell])
    .map(([cell, mark]) => `${counts[cell]} ${mark.words}`)
    .join(", ");
}

/** The map of one job: it draws only while its card is in view, and then only the cells that changed. */
class SegmentMap {
  cells = "";
  #canvas;
  #context;
  #layout = "";
  #drawn = "";

  constructor(canvas) {
    this.#canvas = canvas;
  }

  draw() {
    const { cells } = this;
    const width = this.#canvas.clientWidth;
    if (!cells || !width) return;
    const pitch = pitchFor(cells.length, width);
    const columns = Math.floor(width / pitch);
    const layout = [width, cells.length, devicePixelRatio].join();
    if (layout !== this.#layout) {
      const height = Math.ceil(cells.length / columns) * pitch;
      this.#canvas.style.height = `${height}px`;
      this.#context = sizeCanvas(this.#canvas, width, height);
      this.#layout = layout;
      this.#drawn = "";
    }
    const size = pitch > 6 ? pitch - 2 : pitch - 1;
    for (let i = 0; i < cells.length; i++) {
      if (cells[i] === this.#drawn[i]) continue;
      const x = i % columns * pitch;
      const y = Math.floor(i / columns) * pitch;
      this.#context.clearRect(x, y, pitch, pitch);
      drawMark(this.#context, MARKS[cells[i]] ?? MARKS["."], x, y, size);
    }
    this.#drawn = cells;
  }

  /** Forgets the picture: it takes no memory until the next draw. */
  drop() {
    this.#canvas.width = this.#canvas.height = 0;
    this.#layout = "";
  }
}

const mapOfCard = new WeakMap();
const mapsInView = new Set();

const cardsInView = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const map = mapOfCard.get(target);
    if (isIntersecting) {
      mapsInView.add(map);
      map.draw();
    } else {
      mapsInView.delete(map);
      map.drop();
    }
  }
}, { rootMargin: "300px" });

const drawMaps = () => mapsInView.forEach((map) => map.draw());

function drawLegend() {
  const items = Object.values(MARKS).map((mark) => {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    drawMark(sizeCanvas(canvas, 10, 10), mark, 0, 0, 10);
    const item = document.createElement("li");
    item.append(canvas, mark.words);
    return item;
  });
  byId("legend").replaceChildren(...items);
}

function paintAgain() {
  readColours();
  drawLegend();
  mapsInView.forEach((map) => map.drop());
  drawMaps();
}


// ---- The lists ----

let serverAhead = 0;
const now = () => Date.now() + serverAhead;

const since = (iso) => durationWords(now() - Date.parse(iso));

function updateSteps(parts, stage) {
  const failed = stage === "FAILED";
  const current = failed ? STAGES.length - 1 : STAGES.indexOf(stage);
  setText(parts.end, failed ? "Failed" : "Done");
  [...parts.steps.children].forEach((step, i) => {
    setClass(step, i < current && !failed ? "past" : i === current && failed ? "bad" : "");
    if (i === current) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  });
}

function updateWait(parts, job) {
  setShown(parts.wait, Boolean(job.waitsFor || job.nextTry));
  setText(parts.waitsFor, job.waitsFor || "the next try");
  const left = job.nextTry && Date.parse(job.nextTry) - now();
  const times = [
    job.waitingSince && `for ${since(job.waitingSince)}`,
    job.nextTry && (left > 0 ? `next try in ${durationWords(left)}` : "trying now"),
    job.waits > 0 && `${job.waits} ${job.waits === 1 ? "wait" : "waits"} so far`,
  ];
  setText(parts.waitTimes, times.filter(Boolean).map((words) => ` · ${words}`).join(""));
}

function figureWords({ percent, bytesPerSecond, secondsLeft }) {
  const figures = [`${percent} %`, rateWords(bytesPerSecond)];
  if (Number.isFinite(secondsLeft)) figures.push(`${durationWords(secondsLeft * 1000)} left`);
  return figures.join(" · ");
}

function updateProgress(parts, job) {
  const { progress } = job;
  setOptional(parts.figures, progress && figureWords(progress));
  setShown(parts.progress, Boolean(progress));
  if (progress && parts.progress.value !== progress.percent) parts.progress.value = progress.percent;
}

function updateSegments(row, cells) {
  if (row.map.cells === cells) return;
  row.map.cells = cells;
  setShown(row.parts.segments, cells !== "");
  setText(row.parts.counts, `Segments: ${countWords(cells)}`);
}

const showJobs = keyedList(byId("jobList"), byId("jobRow"), {
  keyOf: (job) => job.id,
  create(row) {
    row.map = new SegmentMap(row.parts.map);
    mapOfCard.set(row.node, row.map);
    cardsInView.observe(row.node);
  },
  update(row, job) {
    const { parts } = row;
    setText(parts.name, job.image);
    setText(parts.id, job.id);
    setText(parts.size, sizeWords(job.bytes));
    setText(parts.target, job.target);
    setTime(parts.claimed, job.claimedAt);
    setOptional(parts.paused, job.orders.paused && `paused for ${since(job.orders.paused)}`);
    setOptional(parts.cancelled, job.orders.cancelled && "cancelled");
    setOptional(parts.priority, job.orders.priority && `priority ${job.orders.priority}`);
    updateSteps(parts, job.stage);
    updateWait(parts, job);
    setShown(parts.import, Boolean(job.importState || job.importId));
    setText(parts.importState, job.importState);
    setText(parts.importId, job.importId);
    updateProgress(parts, job);
    parts.progress.setAttribute("aria-label", `Upload of ${parts.name.textContent}`);
    updateSegments(row, job.cells);
  },
});

const showInbox = keyedList(byId("inboxList"), byId("inboxRow"), {
  keyOf: (file) => file.name,
  update({ parts }, file) {
    setText(parts.name, file.name);
    setText(parts.size, sizeWords(file.bytes));
  },
});

/** What the lists of ended images share: name, time, and a paper that is written out once opened. */
const endedRow = {
  keyOf: (ended) => `${ended.time} ${ended.name}`,
  create(row) {
    row.parts.details.addEventListener("toggle", () => {
      row.parts.paper.textContent = row.parts.details.open ? paperWords(row.paper) : "";
    });
  },
  update(row, ended) {
    row.paper = ended.paper;
    setText(row.parts.name, ended.name);
    setTime(row.parts.time, ended.time);
  },
};

const showDone = keyedList(byId("doneList"), byId("doneRow"), endedRow);

const showFailed = keyedList(byId("failedList"), byId("failedRow"), {
  ...endedRow,
  update(row, failed) {
    endedRow.update(row, failed);
    setText(row.parts.error, failed.error);
    setShown(row.parts.serviceLine, Boolean(failed.service));
    setText(row.parts.service, failed.service);
    setShown(row.parts.adviceLine, Boolean(failed.advice));
    setText(row.parts.advice, failed.advice);
  },
});


// ---- The whole state ----

function showToken(until) {
  const element = byId("token");
  const left = Date.parse(until) - now();
  if (!until) {
    setText(element, "none yet");
    setClass(element, "");
  } else if (left <= 0) {
    setText(element, "⚠ expired");
    setClass(element, "bad");
  } else {
    const short = left < TOKEN_SHORT_MS;
    setText(element, `${short ? "⚠ " : ""}valid for ${durationWords(left)}`);
    setClass(element, short ? "warn" : "");
  }
}

function showHeader(state) {
  setText(byId("version"), state.version);
  setText(byId("service"), state.cloud.importService);
  setText(byId("cloud"), state.cloud.authUrl);
  setText(byId("limits"), state.cloud.limits);
  showToken(state.cloud.tokenUntil);
  setTime(byId("started"), state.startedAt);
  setText(byId("uptime"), `(${since(state.startedAt)})`);
  setText(byId("free"), `${sizeWords(state.spool.freeBytes)} free`);
  setText(byId("spool"), state.spool.path);
  setShown(byId("paused"), Boolean(state.paused));
  if (state.paused) setTime(byId("pausedSince"), state.paused);
}

/** What the state comes to, in a few numbers. */
function tally(state) {
  const count = (test) => state.jobs.filter(test).length;
  return {
    uploading: count((job) => job.stage === "UPLOADING"),
    importing: count((job) => job.stage === "IMPORTING"),
    waiting: count((job) => job.waitsFor !== ""),
    failedLately: state.failed.filter((failed) => now() - Date.parse(failed.time) < RECENT_MS).length,
    rate: state.jobs.reduce((sum, job) => sum + (job.progress?.bytesPerSecond ?? 0), 0),
  };
}

const moreWords = (shown, all) => shown < all ? `${shown} of ${all} shown` : "";

function showOverview(state, sums) {
  setText(byId("rate"), rateWords(sums.rate));
  setText(byId("rateNote"), `${sums.uploading} uploading`);
  setText(byId("jobsTile"), state.jobCount);
  setText(byId("jobsNote"), `${sums.importing} importing, ${sums.waiting} waiting`);
  setText(byId("inboxTile"), state.inboxCount);
  setText(byId("failedTile"), state.failed.length);
  setClass(byId("failedTile"), sums.failedLately > 0 ? "bad" : "");
  setText(byId("failedNote"), `${sums.failedLately} in the last hour`);
  setText(byId("doneTile"), state.done.length);
  setText(byId("doneNote"), state.done.length > 0 ? `last ${since(state.done[0].time)} ago` : "none yet");
}

function showLists(state) {
  showJobs(state.jobs);
  setShown(byId("jobsEmpty"), state.jobs.length === 0);
  setText(byId("jobsMore"), moreWords(state.jobs.length, state.jobCount));
  setShown(byId("legend"), state.jobs.some((job) => job.cells !== ""));
  showInbox(state.inbox);
  setShown(byId("inboxEmpty"), state.inbox.length === 0);
  setText(byId("inboxMore"), moreWords(state.inbox.length, state.inboxCount));
  showFailed(state.failed);
  setShown(byId("failedEmpty"), state.failed.length === 0);
  showDone(state.done);
  setShown(byId("doneEmpty"), state.done.length === 0);
}

function headline(state, { failedLately, uploading, importing, waiting }) {
  const parts = [
    failedLately > 0 && `⚠ ${failedLately} failed`,
    state.paused && "paused",
    uploading > 0 && `${uploading} uploading`,
    importing > 0 && `${importing} importing`,
    waiting > 0 && `${waiting} waiting`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : "idle";
}

let announcedAt = 0;

/** Tells a screen reader the headline when it has changed, but not at every tick. */
function announce(words) {
  if (Date.now() - announcedAt < ANNOUNCE_MS || byId("summary").textContent === words) return;
  setText(byId("summary"), words);
  announcedAt = Date.now();
}

let lastState = null;
let renderedAt = 0;

function render() {
  renderedAt = Date.now();
  const sums = tally(lastState);
  showHeader(lastState);
  showOverview(lastState, sums);
  showLists(lastState);
  setShown(byId("facts"), true);
  setShown(byId("content"), true);
  drawMaps();
  const words = headline(lastState, sums);
  document.title = `${words} · Caravan`;
  announce(`${words}. ${lastState.inboxCount} in the inbox.`);
}


// ---- The connection ----

let source;
let connectedAt;
let heardAt = Date.now();
let broken = false;

function connect() {
  source?.close();
  connectedAt = Date.now();
  source = new EventSource("events");
  source.addEventListener("state", (event) => {
    lastState = JSON.parse(event.data);
    serverAhead = Date.parse(lastState.time) - Date.now();
    heard();
    render();
  });
  source.addEventListener("alive", heard);
  source.addEventListener("error", () => {
    broken = true;
    showConnection();
  });
}

function heard() {
  heardAt = Date.now();
  broken = false;
  showConnection();
}

function showConnection() {
  const banner = byId("connection");
  const gone = broken || Date.now() - heardAt > SILENCE_MS;
  setClass(banner, gone ? "banner bad" : "banner");
  document.body.classList.toggle("stale", gone);
  if (gone) {
    setText(banner, `⚠ The daemon has not answered since ${timeWords(heardAt)}. `
      + (lastState ? "What is shown below may be out of date. " : "") + "Trying again.");
    document.title = "⚠ no answer · Caravan";
  } else {
    setText(banner, lastState ? "" : "Waiting for the daemon…");
  }
  return gone;
}

/** Once a second: looks after the connection, and keeps the clocks going between two states. */
function tick() {
  const gone = showConnection();
  const lost = source.readyState === EventSource.CLOSED || Date.now() - heardAt > SILENCE_MS;
  if (lost && Date.now() - connectedAt > RETRY_MS) connect();
  if (!gone && lastState && Date.now() - renderedAt > 900) render();
}

paintAgain();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paintAgain);
addEventListener("resize", drawMaps);
connect();
setInterval(tick, 1000);
