// Shows each file of a book, unpacked, in Chromium, as a phone would, and prints what it measures.
// Arguments: the folder, the width of the screen, and the names of the files.
"use strict";
const { pathToFileURL } = require("node:url");
const path = require("node:path");
const puppeteer = require("puppeteer");

const [folder, wide, ...files] = process.argv.slice(2);

function measure() {
  const rgb = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
  const probe = document.createElementNS("http://www.w3.org/1999/xhtml", "div");
  probe.style.background = "canvas";
  document.body.append(probe);
  const ground = getComputedStyle(probe).backgroundColor;
  probe.remove();
  const text = document.querySelector("p, li, h1");
  return {
    width: document.documentElement.scrollWidth,
    window: window.innerWidth,
    text: rgb(getComputedStyle(text).color),
    ground: rgb(ground),
    size: parseFloat(getComputedStyle(document.querySelector("p, li") ?? text).fontSize),
    fonts: [...document.fonts].filter((font) => font.status === "loaded").length,
  };
}

(async () => {
  const browser = await puppeteer.launch({ args: ["--no-sandbox"] });
  const found = [];
  for (const scheme of ["light", "dark"]) {
    for (const size of [16, 32]) {
      const page = await browser.newPage();
      await page.setViewport({ width: Number(wide), height: 640 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      for (const file of files) {
        await page.goto(pathToFileURL(path.join(folder, file)).href);
        await page.addStyleTag({ content: `html { font-size: ${size}px }` });
        await page.evaluate(() => document.fonts.ready);
        found.push({ file, scheme, setSize: size, ...(await page.evaluate(measure)) });
      }
      await page.close();
    }
  }
  await browser.close();
  console.log(JSON.stringify(found));
})();
