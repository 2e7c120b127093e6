// What a person does with the report and the served page, in a real browser. `node check.mjs BINARY [FOLDER]`: screenshots go
// to the folder, if one is named.

import { strict as assert } from "node:assert";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { hostile, many, plain, records } from "./articles.mjs";

const [binary, pictures] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(resolve("target/browser/package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "inquit-browser-"));
const file = (name) => join(folder, name);
if (pictures) mkdirSync(pictures, { recursive: true });

/** Writes objects a line each, and gives the file's path. */
function lines(name, objects) {
  writeFileSync(file(name), [...objects].map((one) => JSON.stringify(one)).join("\n") + "\n");
  return file(name);
}

function inquit(...args) {
  const ran = spawnSync(binary, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(ran.status, 0, `inquit ${args.join(" ")}: ${ran.stderr}`);
  return ran.stdout;
}

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

/** A page that fails the check at any error, dialog or request that leaves this machine. */
async function open(address, { width = 1280, height = 900, ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, acceptDownloads: true, ...more });
  const page = await context.newPage();
  page.faults = [];
  page.on("console", (message) => message.type() === "error" && page.faults.push(message.text()));
  page.on("pageerror", (error) => page.faults.push(error.stack ?? error.message));
  page.on("dialog", (dialog) => (page.faults.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("request", (request) => /^(file|data|blob|http:\/\/127\.0\.0\.1)/.test(request.url()) || page.faults.push(request.url()));
  page.setDefaultTimeout(60000);
  // What the page's own thread worked, in milliseconds of the processor: waiting for others on a busy machine is not its fault.
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  page.worked = async () => 1000 * (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value;
  await page.goto(address.startsWith("http") ? address : `file://${address}`);
  await page.waitForSelector("html[data-ready]", { state: "attached" }).catch((error) => assert.deepEqual(page.faults, [], error.message));
  return page;
}

async function done(page) {
  assert.deepEqual(page.faults, []);
  assert.equal(await page.evaluate(() => window.ran), undefined, "a script of an article ran");
  await page.context().close();
}

/** No serious fault for those who cannot see the page or use a mouse. */
async function accessible(page) {
  // What still moves in is half transparent: its contrast is measured when it stands.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`), []);
}

const fits = async (page) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is wider than the window");
const picture = async (page, name) => pictures && page.screenshot({ path: join(pictures, `${name}.png`) });
const total = (page) => page.textContent("#count");
const visit = (page, hash) => page.evaluate((hash) => void (location.hash = hash), hash);

const checks = [];
const check = (name, run) => checks.push([name, run]);

const small = file("small.html");
inquit("report", lines("plain.jsonl", plain), "-o", small, "--title", "Three <b>articles</b>");

check("the report opens, counts and leads to quotations", async () => {
  const page = await open(small);
  assert.equal(await page.textContent("h1"), "Three <b>articles</b>");
  const tiles = await page.$$eval(".tiles dd", (all) => all.map((one) => Number(one.textContent)));
  assert.equal(tiles[0], 3);
  assert.ok(tiles[1] >= 8, `${tiles[1]} quotations`);
  await page.click(".bars a:has-text('Ana Lima')");
  await page.waitForFunction(() => document.querySelector("#count").textContent);
  assert.equal(await page.inputValue("[name=speaker]"), "Ana Lima");
  assert.ok((await page.$$("#table tbody tr[data-id]")).length >= 1);
  await page.goBack();
  assert.ok(await page.isVisible("#overview"));
  await done(page);
});

check("a quotation opens its article with content, cue, source and outlet marked", async () => {
  const page = await open(small);
  await visit(page, "#quotations?q=held+both");
  await page.click("#table .open");
  await page.waitForSelector("dialog[open]");
  const marked = (kind) => page.textContent(`#text .mark.${kind}.chosen`);
  assert.equal(await marked("content"), "“We tried them twice, and they held both times,”");
  assert.deepEqual([await marked("cue"), await marked("outlet")], ["told", "Reuters"]);
  assert.ok((await marked("source")).includes("Ana Lima"));
  assert.equal(await page.textContent("#text"), plain[0].text, "the article stands there as it is");
  await page.hover("#text .mark.content.chosen");
  assert.match(await page.textContent("#tip"), /Ana Lima → Reuters.*rule \w+, confidence 0\.\d\d/);
  await done(page);
});

check("places hold behind wide characters", async () => {
  const page = await open(small);
  await visit(page, "#quotations?q=ça+continue");
  await page.click("#table .open");
  await page.waitForSelector("#text .mark.content.chosen");
  assert.match(await page.textContent("#text .mark.content.chosen"), /^“Ça continue,”/);
  await done(page);
});

check("all of it works by keyboard", async () => {
  const page = await open(small);
  await page.keyboard.press("/");
  await page.keyboard.type("nobody asked");
  await page.waitForFunction(() => document.querySelector("#count").textContent.startsWith("1 "));
  await page.focus("#table .open");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open]");
  const first = await page.textContent("#details .said");
  assert.ok(first.includes("Nobody asked"), first);
  // A key that comes before the page is ready for it is lost, as it is for a person, who presses it again.
  for (let tries = 0; tries < 20 && (await page.textContent("#details .said")) === first; tries++) {
    await page.keyboard.press("j");
    await page.waitForTimeout(100);
  }
  assert.notEqual(await page.textContent("#details .said"), first);
  for (let at = 0; at < 20 && !(await page.evaluate(() => document.activeElement.matches(".mark"))); at++) await page.keyboard.press("Tab");
  assert.ok(await page.isVisible("#tip"), "the hint shows where a mark has the focus");
  assert.match(await page.textContent("#tip"), /rule/);
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog:not([open])", { state: "attached" });
  await visit(page, "#quotations");
  await page.waitForFunction(() => !document.querySelector("#count").textContent.startsWith("1 "));
  await page.focus("#table .open");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement.closest("tr").dataset.at), "1");
  await page.keyboard.press("End");
  const last = await page.evaluate(() => Number(document.activeElement.closest("tr").getAttribute("aria-rowindex")));
  assert.equal(last, Number(await page.getAttribute("#table", "aria-rowcount")));
  await done(page);
});

check("filters combine, sort and are saved as CSV", async () => {
  const page = await open(small);
  await page.click("nav a[href='#quotations']");
  const all = parseInt(await total(page));
  await page.selectOption("[name=kind]", "direct");
  await page.fill("[name=least]", "0.5");
  await page.fill("[name=from]", "2024-04");
  await page.waitForFunction((all) => parseInt(document.querySelector("#count").textContent) < all, all);
  await page.click("[data-sort=confidence]");
  const sure = await page.$$eval(".sure", (cells) => cells.map((cell) => Number(cell.textContent)));
  assert.deepEqual(sure, sure.toSorted((one, other) => one - other));
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#export")]);
  const rows = readFileSync(await download.path(), "utf8").trimEnd().split("\r\n");
  assert.equal(rows.length - 1, parseInt(await total(page)));
  assert.match(rows[0], /^\ufeffdoc_id,quote_id,/);
  await page.click("button[type=reset]");
  await page.waitForFunction((all) => parseInt(document.querySelector("#count").textContent) === all, all);
  await done(page);
});

check("the least certain come first", async () => {
  const page = await open(small);
  await page.click("nav a[href='#check']");
  await page.waitForSelector("#table tbody tr[data-id]");
  const sure = await page.$$eval(".sure", (cells) => cells.map((cell) => Number(cell.textContent)));
  assert.deepEqual(sure, sure.toSorted((one, other) => one - other));
  await done(page);
});

for (const [name, more] of [["light", { colorScheme: "light" }], ["dark", { colorScheme: "dark" }], ["narrow", { width: 360, height: 740 }]]) {
  check(`every view is accessible and fits: ${name}`, async () => {
    const page = await open(small, more);
    for (const view of ["overview", "quotations", "check", "quotations?open=1"]) {
      await visit(page, `#${view}`);
      await page.waitForSelector(view.includes("open") ? "dialog[open] .chosen" : view === "overview" ? ".cards" : "#table tbody tr[data-id]");
      // A panel that is on its way in is half transparent.
      await page.waitForFunction(() => document.getAnimations().every((one) => one.playState === "finished"));
      await accessible(page);
      await fits(page);
      await picture(page, `${name}-${view.replace(/\W/g, "-")}`);
    }
    await done(page);
  });
}

check("it prints: all rows, no buttons", async () => {
  const page = await open(small);
  await visit(page, "#quotations");
  await page.waitForSelector("#table tbody tr[data-id]");
  const pdf = await page.pdf();
  assert.ok(pdf.length > 10000);
  await done(page);
});

check("hostile articles are shown, not run", async () => {
  inquit("report", lines("hostile.jsonl", hostile), "-o", file("hostile.html"), "--title", hostile[0].title);
  const page = await open(file("hostile.html"), { width: 800 });
  await fits(page);
  await visit(page, "#quotations");
  await page.waitForSelector("#table tbody tr[data-id]");
  await fits(page);
  const ids = await page.$$eval("#table tbody tr[data-id]", (rows) => rows.map((row) => row.dataset.id));
  assert.ok(ids.length >= 6, `${ids.length} rows`);
  for (const id of ids) {
    await visit(page, `#quotations?open=${id}`);
    await page.waitForSelector("dialog[open] #text .mark.content.chosen");
    await page.waitForFunction((id) => document.querySelector("#text .mark.content.chosen").dataset.id === id, id);
    assert.equal(await page.$("#text img, #text script, #text svg, #byline a[href^=javascript]"), null);
  }
  await done(page);
});

check("10,000 quotations: first view under 2 s, filters under 100 ms", async () => {
  const made = file("many.html");
  inquit("report", lines("many.jsonl", many(1700)), "--model", "none", "-o", made);
  const begun = performance.now();
  const page = await open(made);
  await page.waitForSelector(".cards");
  const first = performance.now() - begun;
  const firstWork = await page.worked();
  await visit(page, "#quotations");
  await page.waitForSelector("#table tbody tr[data-id]");
  const all = Number((await total(page)).replace(/\D/g, ""));
  assert.ok(all >= 10000, `${all} quotations`);
  // From the key that is pressed to the rows that are drawn, the longest of several.
  const [times, work] = [{}, {}];
  for (const [name, value] of [["q", "tide calendar"], ["q", "tide calendar moen"], ["speaker", "Ana Lima"], ["outlet", "Reuters"], ["least", "0.3"], ["from", "2024-06"]]) {
    const before = await page.worked();
    times[`${name}=${value}`] = await page.evaluate(async ([name, value]) => {
      const count = document.querySelector("#count");
      const field = document.querySelector(`[name=${name}]`);
      const changed = new Promise((drawn) => new MutationObserver((_, observer) => (observer.disconnect(), drawn())).observe(count, { childList: true, characterData: true, subtree: true }));
      const begun = performance.now();
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      await changed;
      return Math.round(performance.now() - begun);
    }, [name, value]);
    work[`${name}=${value}`] = Math.round((await page.worked()) - before);
  }
  console.log(`  ${all} quotations: first view ${Math.round(first)} ms, of which the page worked ${Math.round(firstWork)} ms; filters ${JSON.stringify(times)} ms, worked ${JSON.stringify(work)} ms`);
  assert.ok(firstWork < 2000, `first view ${firstWork} ms`);
  assert.ok(Math.max(...Object.values(work)) < 100, "filters");
  await visit(page, "#overview");
  await picture(page, "many-overview");
  await visit(page, "#quotations?open=3");
  await page.waitForSelector("dialog[open] .chosen");
  await picture(page, "many-article");
  await done(page);
});

check("100,000 quotations open", async () => {
  const made = file("most.html");
  inquit("report", lines("most.jsonl", records(100000)), "-o", made);
  const begun = performance.now();
  const page = await open(made);
  console.log(`  100,000 quotations: first view ${Math.round(performance.now() - begun)} ms`);
  await visit(page, "#quotations?speaker=Ana+Lima&sort=confidence");
  await page.waitForSelector("#table tbody tr[data-id]");
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.waitForFunction(() => document.querySelector("#table tbody tr:nth-last-child(2)")?.getAttribute("aria-rowindex") === document.querySelector("#table").getAttribute("aria-rowcount"));
  await page.click("#table tbody tr:nth-last-child(2) .open");
  await page.waitForSelector("dialog[open] .listed");
  await done(page);
});

/** A server, and its address. */
async function serve(...args) {
  const server = spawn(binary, ["serve", "--port", "0", ...args], { stdio: ["ignore", "pipe", "ignore"] });
  // A check that fails leaves none behind.
  process.once("exit", () => server.kill("SIGKILL"));
  const address = await new Promise((told, failed) => {
    server.stdout.once("data", (line) => told(String(line).trim()));
    server.once("exit", (code) => failed(new Error(`the server ended with ${code}`)));
  });
  const ended = new Promise((ended) => server.once("exit", ended));
  return { address, end: () => (server.kill("SIGTERM"), ended) };
}

if (spawnSync(binary, ["serve", "--help"]).status === 0) {
  const database = file("news.sqlite");

  check("served: text is marked as it is typed", async () => {
    const server = await serve();
    const page = await open(`${server.address}#try`);
    await page.click("#words");
    await page.keyboard.type("🙂 It rained. “It works,” Ana Lima told Reuters.");
    await page.waitForSelector("#tried .mark.outlet");
    assert.equal(await page.textContent("#tried .mark.content"), "“It works,”");
    await accessible(page);
    await picture(page, "try");
    await done(page);
    assert.equal(await server.end(), 0, "it ends when it is asked to");
  });

  check("served: search, filter, read, correct, reload, strike, export", async () => {
    inquit("extract", file("plain.jsonl"), lines("more.jsonl", hostile), "--with-texts", "-o", database);
    const server = await serve(database);
    let page = await open(server.address);
    assert.equal(Number(await page.textContent(".tiles dd")), plain.length + hostile.length);
    await accessible(page);
    await visit(page, "#quotations?q=both+times");
    await page.click("#table .open");
    await page.waitForSelector(".correct");
    assert.equal(await page.textContent("#text"), plain[0].text);
    await accessible(page);
    await page.fill(".correct input >> nth=0", "Ana Lima-Reis");
    await page.fill(".correct input >> nth=1", "The Harbor Lantern");
    await page.click("#keep");
    await page.waitForSelector("text=Kept.");
    await page.reload();
    await page.waitForSelector(".correct");
    const facts = await page.textContent("#details dl");
    assert.ok(facts.includes("Ana Lima-Reis") && facts.includes("The Harbor Lantern"), facts);
    await picture(page, "served-correct");
    // The next one has other words: those that are selected.
    await page.click("#after");
    await page.waitForFunction(() => document.querySelector("#details .said").textContent !== "“We tried them twice, and they held both times,”");
    const words = await page.evaluate(() => {
      const mark = document.querySelector("#text .mark.content.chosen");
      const range = document.createRange();
      range.setStart(mark.firstChild, 1);
      range.setEnd(mark.firstChild, 8);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return range.toString();
    });
    await page.click(".correct button:text-is('Content')");
    await page.click("#keep");
    await page.waitForFunction((words) => document.querySelector("#details .said").textContent === words, words);
    await page.click("#after");
    await page.click("#strike");
    await page.waitForSelector("#text .mark.struck");
    const gold = await page.evaluate(async () => (await fetch("/v1/corrections/gold")).text());
    writeFileSync(file("gold.jsonl"), gold);
    await done(page);
    assert.equal(await server.end(), 0);

    const own = JSON.parse(gold.trim());
    assert.equal(own.text, plain[0].text);
    const given = own.quotes.map((quote) => [quote.speaker, [...own.text].slice(...quote.content[0]).join("")]);
    assert.ok(given.some(([speaker, text]) => speaker === "Ana Lima-Reis" && text.startsWith("“We tried")));
    assert.ok(given.some(([, text]) => text === words));
    const later = inquit("extract", file("plain.jsonl"), "--corrections", `${database}.corrections.jsonl`, "--format", "jsonl");
    const found = later.trim().split("\n").map((line) => JSON.parse(line)).filter((one) => one.doc_id === "gates");
    assert.equal(found.length, own.quotes.length);
    assert.deepEqual(found.map((one) => one.speaker), own.quotes.map((quote) => quote.speaker));
    assert.equal(found.filter((one) => one.rule === "corrected").length, 2);
    // Later runs agree with the gold, and so does the score.
    writeFileSync(file("found.jsonl"), inquit("extract", file("plain.jsonl"), "--corrections", `${database}.corrections.jsonl`, "--format", "docs"));
    assert.match(inquit("score", file("gold.jsonl"), file("found.jsonl")), /100\.0/);
  });

  check("served: pages are asked for as they are scrolled to", async () => {
    const big = file("big.sqlite");
    inquit("extract", file("many.jsonl"), "--model", "none", "--with-texts", "-o", big);
    const server = await serve(big);
    const page = await open(`${server.address}#quotations?sort=speaker`, { width: 360, height: 740 });
    await page.waitForSelector("#table tbody tr[data-id]");
    await fits(page);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForFunction(() => document.querySelector("#table tbody tr:nth-last-child(2)")?.getAttribute("aria-rowindex") === document.querySelector("#table").getAttribute("aria-rowcount"));
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#export")]);
    assert.ok(readFileSync(await download.path(), "utf8").split("\r\n").length > 10000);
    await done(page);
    assert.equal(await server.end(), 0);
  });
}

let [passed, failed] = [0, 0];
for (const [name, run] of checks) {
  if (process.env.CHECK && !name.includes(process.env.CHECK)) continue;
  try {
    await run();
    passed++;
    console.log(`ok: ${name}`);
  } catch (error) {
    failed++;
    console.error(`FAILED: ${name}\n${error.stack}`);
  }
}
await browser.close();
rmSync(folder, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
