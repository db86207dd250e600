// What the pages do besides being read. Each part adds its own buttons, so that nothing is shown
// that does not work: without scripts there is none. What a visitor chooses stays on the device.
"use strict";

const up = document.body.dataset.up || "";
const still = matchMedia("(prefers-reduced-motion: reduce)");

const kept = {
  read(name) {
    try {
      return localStorage.getItem(`backpocket ${name}`);
    } catch {
      return null; // a browser may keep nothing
    }
  },
  write(name, value) {
    try {
      if (value) localStorage.setItem(`backpocket ${name}`, value);
      else localStorage.removeItem(`backpocket ${name}`);
    } catch {
      // then it lasts as long as the page
    }
  },
};

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function button(words, act) {
  const made = make("button", { type: "button", className: "tool", textContent: words });
  made.addEventListener("click", act);
  return made;
}

// --- Where the visitor is: emergency numbers, and the paper that is printed on ---

function numbers() {
  const all = [...document.querySelectorAll("[data-region]")];
  const first = document.querySelector(".signs, .regions-place");
  const names = new Map();
  for (const item of all) {
    const name = item.querySelector(".region-name");
    if (name) names.set(item.dataset.region, name.textContent.replace(":", ""));
  }
  if (!first || names.size < 2) return;
  const show = (region) => {
    for (const item of all) item.hidden = Boolean(region) && item.dataset.region !== region;
  };
  const chosen = names.has(kept.read("region")) ? kept.read("region") : "";
  const box = make("fieldset", { className: "regions" }, make("legend", { textContent: "Numbers for:" }));
  for (const [region, name] of [["", "All"], ...names]) {
    const input = make("input", { type: "radio", name: "region", value: region, checked: region === chosen });
    input.addEventListener("change", () => {
      kept.write("region", region);
      show(region);
      papers();
    });
    box.append(make("label", {}, input, name));
  }
  first.before(box);
  show(chosen);
}

function papers() {
  const get = document.querySelector(".get");
  if (!get) return;
  const letter = get.dataset.letter.split(" ");
  const country = (navigator.language || "").split("-").pop().toUpperCase();
  const paper = kept.read("region") || (letter.includes(country) ? "letter" : "a4");
  const wanted = get.querySelector(`[data-paper="${CSS.escape(paper)}"]`);
  if (wanted) get.prepend(wanted);
}

// --- Moves that move: pictures on the way from start to end, blended ---

const WAY = 2200;
const REST = 900;

function shareAt(time) {
  const at = time % (2 * (WAY + REST));
  const share = at < REST ? 0 : at < REST + WAY ? (at - REST) / WAY : at < 2 * REST + WAY ? 1 : 1 - (at - 2 * REST - WAY) / WAY;
  return share * share * (3 - 2 * share);
}

class Motion {
  constructor(band) {
    this.band = band;
    this.time = 0;
    this.frames = [];
    this.button = button("Show how to move", () => this.toggle());
    this.button.setAttribute("aria-pressed", "false");
    band.after(make("p", { className: "tools move-tools" }, this.button));
    new IntersectionObserver(([seen]) => {
      if (!seen.isIntersecting) this.stop();
    }).observe(band);
  }

  async toggle() {
    if (this.playing) return this.stop();
    if (!this.frames.length && !(await this.load())) return undefined;
    this.band.classList.add("moving");
    this.playing = true;
    this.button.textContent = "Pause";
    this.button.setAttribute("aria-pressed", "true");
    let last = performance.now();
    const step = (now) => {
      if (!this.playing) return;
      this.time += now - last;
      last = now;
      this.show(shareAt(this.time));
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
    return undefined;
  }

  stop() {
    if (!this.playing) return;
    this.playing = false;
    const whole = Math.round(shareAt(this.time) * (this.frames.length - 1)); // no ghost of the next
    this.show(whole / (this.frames.length - 1));
    this.button.textContent = "Go on";
    this.button.setAttribute("aria-pressed", "false");
  }

  async load() {
    try {
      const text = await (await fetch(this.band.dataset.motion)).text();
      const drawing = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
      drawing.setAttribute("class", "motion");
      drawing.setAttribute("role", "img");
      const words = [...this.band.querySelectorAll("img")].map((each) => each.alt);
      drawing.setAttribute("aria-label", `From A to B and back. A: ${words[0]} B: ${words[1]}`);
      this.frames = [...drawing.querySelectorAll(":scope > g:not([data-ground])")];
      this.band.append(document.importNode(drawing, true));
      this.frames = [...this.band.querySelectorAll(".motion > g:not([data-ground])")];
      return true;
    } catch {
      this.button.textContent = "It could not be loaded. Try again";
      return false;
    }
  }

  show(share) {
    const at = share * (this.frames.length - 1);
    const below = Math.floor(at + 0.0005);
    const part = Number((at - below).toFixed(3));
    this.frames.forEach((frame, index) => {
      const seen = index === below || (index === below + 1 && part > 0);
      frame.setAttribute("visibility", seen ? "visible" : "hidden");
      frame.setAttribute("opacity", index === below + 1 ? String(part) : "1");
    });
  }
}

// --- Time: the hold of a move, and a set of moves one after the other ---

// A dose as steps: what to do, and for how many seconds.
function stepsOf({ hold, reps, sides, sets }) {
  const steps = [{ say: "Get ready", seconds: 5 }];
  for (let set = 1; set <= sets; set += 1) {
    for (let side = 1; side <= sides; side += 1) {
      if (side > 1) steps.push({ say: "Change sides", seconds: 5 });
      for (let rep = 1; rep <= reps; rep += 1) {
        const count = reps > 1 ? `${rep} of ${reps}` : "";
        const which = sides > 1 ? `side ${side}` : "";
        steps.push({ say: "Hold", about: [count, which].filter(Boolean).join(", "), seconds: hold });
        if (rep < reps) steps.push({ say: "Let go", seconds: 3 });
      }
    }
    if (set < sets) steps.push({ say: "Rest", about: `round ${set} of ${sets} done`, seconds: 20 });
  }
  return steps;
}

const doseOf = (move) =>
  Object.fromEntries(["hold", "reps", "sides", "sets"].map((name) => [name, Number(move.dataset[name])]));

class Player {
  constructor(moves) {
    this.moves = moves;
    this.voice = false;
    this.title = make("h2", { tabIndex: -1 });
    this.figure = make("img", { alt: "" });
    this.doing = make("p", { className: "player-do" });
    this.clock = make("p", { className: "player-clock" });
    this.stopAt = make("p", { className: "player-stop" });
    this.pause = button("Pause", () => this.hold(!this.held));
    this.speak = button("Voice: off", () => this.say(!this.voice));
    const tools = [this.pause, button("Back", () => this.go(this.move - 1)), button("Next move", () => this.go(this.move + 1))];
    if ("speechSynthesis" in window) tools.push(this.speak);
    tools.push(button("End", () => this.dialog.close()));
    this.doing.setAttribute("aria-live", "polite");
    this.dialog = make(
      "dialog",
      { className: "player" },
      this.title, this.figure, this.doing, this.clock, make("p", { className: "tools" }, ...tools), this.stopAt,
    );
    this.dialog.setAttribute("aria-label", "Do the moves");
    this.dialog.addEventListener("close", () => this.end());
    document.body.append(this.dialog);
  }

  async start() {
    this.dialog.showModal();
    this.go(0);
    this.timer = setInterval(() => this.tick(), 1000);
    try {
      this.lock = await navigator.wakeLock.request("screen");
    } catch {
      // the screen then goes dark as it always does
    }
  }

  end() {
    clearInterval(this.timer);
    this.lock?.release();
    this.dialog.remove();
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  go(number) {
    this.move = Math.max(0, number);
    if (this.move >= this.moves.length) return this.done();
    const move = this.moves[this.move];
    const many = this.moves.length > 1 ? `${this.move + 1} of ${this.moves.length}: ` : "";
    this.title.textContent = many + move.querySelector("h3").lastChild.textContent.trim();
    this.figure.src = [...move.querySelectorAll(".move-figures img")].pop().src;
    this.stopAt.textContent = move.querySelector(".stop").textContent.trim();
    this.steps = stepsOf(doseOf(move));
    this.step = 0;
    this.hold(false);
    this.begin();
    this.title.focus();
    return undefined;
  }

  begin() {
    const { say, about, seconds } = this.steps[this.step];
    this.left = seconds;
    this.doing.textContent = about ? `${say}: ${about}` : say;
    this.clock.textContent = String(this.left);
    this.tell(say);
  }

  tick() {
    if (this.held || !this.steps) return;
    this.left -= 1;
    this.clock.textContent = String(Math.max(0, this.left));
    if (this.left > 0) {
      if (this.left <= 3) this.tell(String(this.left));
      return;
    }
    this.step += 1;
    if (this.step < this.steps.length) this.begin();
    else this.go(this.move + 1);
  }

  done() {
    this.steps = null;
    this.title.textContent = "Done";
    this.doing.textContent = "Well done. Note your pain in the diary, if you keep one.";
    this.clock.textContent = "";
    this.stopAt.textContent = "";
    this.figure.removeAttribute("src");
    this.tell("Done");
  }

  hold(held) {
    this.held = held;
    this.pause.textContent = held ? "Go on" : "Pause";
  }

  say(voice) {
    this.voice = voice;
    this.speak.textContent = voice ? "Voice: on" : "Voice: off";
  }

  tell(words) {
    if (!this.voice) return;
    const spoken = new SpeechSynthesisUtterance(words);
    spoken.lang = document.documentElement.lang;
    speechSynthesis.speak(spoken);
  }
}

function timers() {
  const moves = [...document.querySelectorAll(".move")];
  for (const move of moves) {
    const act = () => new Player([move]).start();
    const tools = move.querySelector(".move-tools") || make("p", { className: "tools" });
    if (!tools.parentNode) move.querySelector(".move-dose").after(tools);
    tools.append(button("Time it", act));
  }
  const place = document.querySelector("[data-set]");
  const wanted = place ? place.dataset.set.split(" ").map((name) => document.getElementById(`move-${name}`)) : [];
  const set = wanted.filter(Boolean);
  if (set.length > 1) {
    const start = button(`Do the set: ${set.length} moves, one after the other`, () => new Player(set).start());
    place.append(make("p", { className: "tools" }, start));
  }
}

// --- What is ticked and written: it stays on the device ---

function notes() {
  const fields = [...document.querySelectorAll("[data-keep]")];
  if (!fields.length) return;
  const { guide } = document.body.dataset;
  const name = (field) => `${guide} ${field.dataset.keep}`;
  const value = (field) => (field.type === "checkbox" ? (field.checked ? "yes" : "") : field.value);
  const fill = (field, text) => {
    if (field.type === "checkbox") field.checked = text === "yes";
    else field.value = text;
  };
  const said = make("p", { className: "said", role: "status" });
  for (const field of fields) {
    fill(field, kept.read(name(field)) || "");
    field.addEventListener("input", () => {
      kept.write(name(field), value(field));
      said.textContent = "Kept on this device.";
    });
  }
  const words = (field) => {
    const about = field.closest("fieldset")?.querySelector("legend").textContent;
    return [about, field.labels[0].textContent.trim()].filter(Boolean).join(": ");
  };
  const save = () => {
    const lines = fields.filter(value).map((field) => `${words(field)}: ${value(field)}`);
    const text = [document.querySelector("h1").textContent, "", ...lines, ""].join("\r\n");
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    make("a", { href: address, download: `${guide}-notes.txt` }).click();
    URL.revokeObjectURL(address);
    said.textContent = "Saved as a file.";
  };
  const clear = () => {
    if (!confirm("Take out all that is written on this page?")) return;
    for (const field of fields) {
      fill(field, "");
      kept.write(name(field), "");
    }
    said.textContent = "All is taken out.";
  };
  const tools = [button("Print", () => print()), button("Save as a file", save), button("Take all out", clear)];
  document.querySelector("article h1").after(make("p", { className: "tools" }, ...tools), said);
}

numbers();
papers();
if (!still.matches) for (const band of document.querySelectorAll("[data-motion]")) new Motion(band);
timers();
notes();
if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
  const { guide } = document.body.dataset; // each guide is kept by itself, once it is visited
  navigator.serviceWorker.register(`${up}${guide ? `${guide}/` : ""}sw.js`).catch(() => {});
}
