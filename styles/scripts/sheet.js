// A sheet of the visitor's own. The choice stands in the address of the page, after “#”: names of
// moves and numbers, nothing else. No server sees that part of an address.
"use strict";

const blocks = new Map([...document.querySelectorAll("[data-block]")].map((each) => [each.dataset.block, each]));
const words = Object.fromEntries(
  [...document.querySelector("[data-words]").content.children].map((each) => [each.dataset.word, each.textContent]),
);
const page = document.querySelector(".own-sheet");
const list = document.querySelector(".own-blocks");
const chosenList = document.querySelector(".chosen");
const said = document.querySelector(".own-choice .said");
const linkField = document.querySelector("[data-link]");
const FIELDS = ["hold", "reps", "days"];
const MOST = { hold: 300, reps: 99, days: 7 };
// How moves are arranged, the roomiest first, each from large type and figures to small ones.
const WAYS = [["few", 0, 2], ["two", 0, 4], ["three", 2, 4]];
let chosen = [];

const say = (word, ...values) => values.reduce((text, value) => text.replace("{}", value), words[word]);
const nameOf = (id) => blocks.get(id).dataset.name;

// --- The choice in the address: plank=15,3,2&cat-cow ---

function read(fragment) {
  const found = [];
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const [id, numbers = ""] = part.split("=");
    if (!blocks.has(id) || found.some((each) => each.id === id)) continue;
    const own = numbers.split(",").map((each) => (/^\d{1,3}$/.test(each) ? Number(each) : 0));
    const move = { id };
    FIELDS.forEach((field, index) => (move[field] = own[index] >= 1 && own[index] <= MOST[field] ? own[index] : 0));
    found.push(move);
  }
  return found;
}

const written = () =>
  chosen
    .map((move) => {
      const own = FIELDS.map((field) => move[field] || "").join(",");
      return own === ",," ? move.id : `${move.id}=${own}`;
    })
    .join("&");

function keep() {
  const { pathname, search } = location;
  history.replaceState(null, "", chosen.length ? `#${written()}` : pathname + search);
  linkField.value = location.href;
}

// --- The page: a block for each move, in type and figures as large as there is room for ---

function inWords(id, field, number) {
  if (field === "days") return number === 7 ? words.daily : number === 1 ? words.day : say("days", number);
  const [one, many] = blocks.get(id).dataset[`${field}Units`].split("|");
  return `${number} ${number === 1 ? one : many}`.trim();
}

function isBeyond(move, field) {
  const [least, most] = blocks.get(move.id).dataset[field].split(" ").map(Number);
  return Boolean(move[field]) && !(least <= move[field] && move[field] <= most);
}

const isOwn = (move) => FIELDS.some((field) => isBeyond(move, field));

function blockOf(move) {
  const block = blocks.get(move.id).content.firstElementChild.cloneNode(true);
  for (const field of FIELDS) {
    if (move[field]) block.querySelector(`[data-dose=${field}]`).textContent = inWords(move.id, field, move[field]);
  }
  block.querySelector(".own-by").hidden = !isOwn(move);
  const images = [...block.querySelectorAll("img")];
  const high = Math.max(...images.map((each) => Number(each.getAttribute("height"))));
  const wide = images.reduce((sum, each) => sum + Number(each.getAttribute("width")), 0);
  for (const each of images) each.style.setProperty("--share", String(Number(each.getAttribute("height")) / high));
  block.style.setProperty("--wide", String(wide / high));
  block.classList.toggle("upright", wide / high < 2);
  return block;
}

function fits(moves) {
  list.replaceChildren(...moves.map(blockOf));
  for (const [columns, from, to] of WAYS) {
    if (columns === "few" && moves.length > 3) continue;
    page.className = `own-sheet ${columns}`;
    for (let level = from; level <= to; level += 1) {
      page.dataset.level = String(level);
      if (page.scrollHeight <= page.clientHeight) return true;
    }
  }
  return false;
}

function scale() {
  const leaf = page.parentElement;
  const { paddingLeft, paddingRight } = getComputedStyle(leaf);
  const room = leaf.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  const share = room / page.offsetWidth;
  page.style.setProperty("--scale", String(share));
  page.style.marginBottom = `${(share - 1) * page.offsetHeight}px`;
  page.style.marginRight = `${(share - 1) * page.offsetWidth}px`;
}

// --- What the visitor sees of the choice, and does with it ---

function itemOf(move, index) {
  const item = document.querySelector("[data-item]").content.firstElementChild.cloneNode(true);
  const { dataset, content } = blocks.get(move.id);
  item.querySelector("legend").textContent = `${index + 1} ${dataset.name}`;
  for (const field of FIELDS) {
    const input = item.querySelector(`[data-field=${field}]`);
    input.value = move[field] || "";
    item.querySelector(`[data-unit=${field}]`).textContent = say(
      "guide", content.querySelector(`[data-dose=${field}]`).textContent,
    );
    input.addEventListener("input", () => {
      const number = Math.round(Number(input.value));
      const was = move[field];
      move[field] = number >= 1 && number <= MOST[field] ? number : 0;
      item.querySelector(".own-by").hidden = !isOwn(move);
      if (!fits(chosen)) {
        move[field] = was;
        fits(chosen);
      }
      keep();
    });
  }
  item.querySelector(".own-by").hidden = !isOwn(move);
  const ask = item.querySelector(".chosen-ask");
  ask.hidden = !dataset.ask;
  ask.querySelector("span").textContent = dataset.ask;
  const acts = { up: () => shift(move, -1, "up"), down: () => shift(move, 1, "down"), out: () => out(move.id) };
  for (const each of item.querySelectorAll("[data-act]")) {
    const { act } = each.dataset;
    each.setAttribute("aria-label", `${each.textContent.trim()}: ${dataset.name}`);
    each.disabled = (act === "up" && index === 0) || (act === "down" && index === chosen.length - 1);
    each.addEventListener("click", acts[act]);
  }
  return item;
}

function show() {
  fits(chosen);
  keep();
  chosenList.replaceChildren(...chosen.map(itemOf));
  for (const input of document.querySelectorAll(".pick input")) {
    input.checked = chosen.some((each) => each.id === input.value);
  }
  document.querySelector("[data-act=print]").disabled = !chosen.length;
  document.querySelector(".own-hint").hidden = !chosen.length;
  if (!chosen.length) said.textContent = words.none;
  scale();
}

function shift(move, by, act) {
  const from = chosen.indexOf(move);
  chosen.splice(from, 1);
  chosen.splice(from + by, 0, move);
  show();
  const buttons = chosenList.children[from + by].querySelectorAll("[data-act]");
  const same = [...buttons].find((each) => each.dataset.act === act);
  (same.disabled ? [...buttons].find((each) => !each.disabled) : same).focus();
  said.textContent = say("place", nameOf(move.id), from + by + 1);
}

function out(id) {
  const from = chosen.findIndex((each) => each.id === id);
  chosen.splice(from, 1);
  show();
  const next = chosenList.children[Math.min(from, chosen.length - 1)]?.querySelector("[data-act=out]");
  if (document.activeElement === document.body) (next || document.querySelector(".pick input")).focus();
  said.textContent = say("out", nameOf(id));
}

// Returns whether there is room for one more move.
function put(move) {
  if (!fits([...chosen, move])) {
    fits(chosen);
    said.textContent = say("full", nameOf(move.id), chosen.length);
    return false;
  }
  chosen.push(move);
  said.textContent = say("put", nameOf(move.id));
  return true;
}

function open() {
  chosen = [];
  said.textContent = "";
  for (const move of read(location.hash)) if (!put(move)) break;
  const told = said.textContent;
  show();
  if (chosen.length) said.textContent = told;
}

async function copy() {
  try {
    await navigator.clipboard.writeText(linkField.value);
    said.textContent = words.copied;
  } catch {
    linkField.focus();
    linkField.select();
    said.textContent = words.select;
  }
}

function begin() {
  document.querySelector("[data-without]").remove();
  for (const each of document.querySelectorAll("[data-own]")) each.hidden = false;
  for (const pick of document.querySelectorAll(".pick")) {
    const link = pick.firstElementChild;
    const input = make("input", { type: "checkbox", value: pick.dataset.pick });
    input.addEventListener("change", () => {
      if (!input.checked) return out(input.value);
      put({ id: input.value, hold: 0, reps: 0, days: 0 });
      const told = said.textContent;
      show();
      said.textContent = told;
      return undefined;
    });
    pick.replaceChildren(make("label", {}, input, ...link.childNodes));
  }
  document.querySelector("[data-act=print]").addEventListener("click", () => print());
  document.querySelector("[data-act=copy]").addEventListener("click", copy);
  document.addEventListener("change", (event) => {
    if (event.target.name === "region") show();
  });
  addEventListener("hashchange", open);
  new ResizeObserver(scale).observe(page.parentElement);
  open();
  document.fonts.ready.then(show); // what fits is known with the faces that it is printed in
}

begin();
