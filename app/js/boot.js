// Starts the app. The page loads this file alone; the bundler puts wasm-bindgen's glue into it
// (`xinqiao-app`) and writes the addresses of the program and of the charts for WASM and CHARTS, and
// for CHUNKS, by chunk of `src/chunks.rs`, those of the files that it needs.
//
// What the app finds here, all on the global object:
//   loadCharts()    Promise of the module js/charts.mjs, fetched when it is first asked for
//   mayOpen(path)   says that the page of this path may be opened next, so that it is fetched ahead
//   updateReady     whether a newer build waits to be taken; when one arrives later, the event
//                   "xinqiao:update" is dispatched on the global object
//   takeUpdate()    takes the newer build and loads this page again
//   askInstall      a function that lets the browser ask whether the app is to be put on the home
//                   screen, where it would; when that changes, the event "xinqiao:install" is dispatched

import "./failure.js";
import { askAhead } from "./ahead.js";
import start from "xinqiao-app";

// The page waits for this script before it is first drawn, so that nothing changes its size or colour.
for (const choice of ["theme", "text"]) {
  try {
    const kept = localStorage.getItem(`xinqiao.${choice}`);
    if (kept) document.documentElement.dataset[choice] = kept;
  } catch {
    // Storage may be shut; then nothing was chosen.
  }
}

addEventListener("beforeinstallprompt", (event) => {
  // It is offered in the account's menu, not over somebody's work.
  event.preventDefault();
  const offer = (ask) => {
    globalThis.askInstall = ask;
    globalThis.dispatchEvent(new Event("xinqiao:install"));
  };
  offer(() => {
    event.prompt();
    offer(undefined);
  });
});

globalThis.loadCharts = () => import(CHARTS);
globalThis.updateReady = false;
globalThis.takeUpdate = () => location.reload();

/** A list is read this long, in milliseconds, before the code of an order is fetched. */
const AFTER_THE_LIST = 3000;

const isPhone = matchMedia("(width < 700px)").matches;

/** The chunk of `src/chunks.rs` in which the page of an address lies, `/board` for instance. */
function chunkOf(path) {
  const [, place] = path.split("/");
  return { board: "desk", tickets: "desk", callback: "desk", screens: "desk" }[place] ?? place;
}

/** Has the files of a chunk fetched that is needed now (`preload`) or may soon be (`prefetch`). */
function fetchAhead(rel, chunk) {
  for (const href of CHUNKS[chunk] ?? []) {
    if (document.head.querySelector(`link[href="${href}"]`)) continue;
    const link = { rel, as: "fetch", type: "application/wasm", crossOrigin: "anonymous", href };
    document.head.append(Object.assign(document.createElement("link"), link));
  }
}

// Whoever carries a phone may pay by the byte, and has one page.
globalThis.mayOpen = (path) => {
  if (!isPhone && !navigator.connection?.saveData) fetchAhead("prefetch", chunkOf(path));
};

/** Lets the browser draw, and hear whoever touches the page. */
function pause() {
  return globalThis.scheduler?.yield?.() ?? new Promise((go) => setTimeout(go));
}

/** What is asked ahead is waited for so long, in milliseconds: a phone takes longer to start the program. */
const AHEAD = 300;

/** The first rows of a list, where the server has written them into the page. The app takes them away once
    it has made them anew, and at the latest after so many milliseconds. */
const firstRows = document.getElementById("first-rows");
const STANDING_IN = 3000;

/** Until the first rows are drawn, for so many milliseconds at the most: a page in the background draws
    nothing. */
const DRAWN = 300;
function drawn() {
  const frame = new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
  return Promise.race([frame, new Promise((go) => setTimeout(go, DRAWN))]);
}

/** Starts the program, when what can be asked `ahead` of it is on its way, and what can be seen is drawn: it
    keeps the thread to itself. */
async function open(ahead, seen) {
  const opening = document.getElementById("opening");
  try {
    const program = await WebAssembly.compileStreaming(fetch(WASM));
    await seen;
    await Promise.race([ahead, new Promise((go) => setTimeout(go, AHEAD))]);
    await pause();
    await start({ module_or_path: program });
    opening.remove();
    if (firstRows) setTimeout(() => firstRows.remove(), STANDING_IN);
  } catch (reason) {
    console.error(reason);
    const again = document.createElement("button");
    again.textContent = "重新载入 Reload";
    again.addEventListener("click", () => location.reload());
    firstRows?.remove();
    opening.setAttribute("role", "alert");
    opening.replaceChildren("心桥没有打开，请检查网络后重新载入。 Xinqiao could not be opened. ", again);
  }
}

// Where the browser lays its keyboard over the page instead of making room for it, the page is told how
// much of it is seen. Whoever zooms in wants the page as it is.
globalThis.visualViewport?.addEventListener("resize", () => {
  const { height, scale } = visualViewport;
  const { style } = document.documentElement;
  if (scale > 1.01) style.removeProperty("--seen");
  else style.setProperty("--seen", `${height}px`);
});

// A new build is only offered: a page on which somebody is typing is never loaded again by itself,
// nor are the other pages when one of them takes the update.
async function follow() {
  const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });

  const tell = () => {
    globalThis.updateReady = true;
    globalThis.dispatchEvent(new Event("xinqiao:update"));
  };
  const offer = async (worker) => {
    // A page that came from the network may be of the newer build already.
    if (await holds(worker, WASM)) return worker.postMessage("skip-waiting");
    globalThis.takeUpdate = () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      worker.postMessage("skip-waiting");
    };
    tell();
  };
  // A part of this build is wanted that neither the server nor the device has any more.
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data === "gone") tell();
  });
  // The first worker of all is no update: there is no controller yet.
  const offerWhenInstalled = (worker) =>
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller) offer(worker);
    });

  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  offerWhenInstalled(registration.installing);
  registration.addEventListener("updatefound", () => offerWhenInstalled(registration.installing));

  // Boards and walls stay open for days. Without a network the next hour will do.
  setInterval(() => registration.update().catch(() => {}), 3_600_000);
}

/** Whether a worker keeps the file at an address. */
function holds(worker, address) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    setTimeout(resolve, 2000, false);
    worker.postMessage({ holds: address }, [port2]);
  });
}

// The chunk of the page comes beside the program, not after it; on a phone that of the tasks comes
// while somebody signs in, and after the list what shows an order.
function fetchChunks(here) {
  if (here in CHUNKS) fetchAhead("preload", here);
  else if (isPhone) fetchAhead("prefetch", "tasks");
  if (["desk", "intake"].includes(here)) fetchAhead("preload", "vocabulary");
  if (here === "tasks" && /\d/.test(location.pathname)) fetchAhead("preload", "order");
  else if (here === "tasks" || isPhone) setTimeout(fetchAhead, AFTER_THE_LIST, "prefetch", "order");
}

async function begin() {
  const here = chunkOf(location.pathname);
  const ahead = askAhead(here).catch(() => {});
  const seen = firstRows && drawn();
  // What comes over the network before would come in their way; what the device keeps does not.
  if (!navigator.serviceWorker?.controller) await seen;
  fetchChunks(here);
  await open(ahead, seen);
}
const opened = begin();
// Not every page may have a worker: plain HTTP has none, nor do some private windows. What it keeps on the
// device for later does not come before what somebody waits for.
if ("serviceWorker" in navigator) {
  const keep = () => follow().catch((reason) => console.warn("no service worker:", reason));
  opened.then(() => setTimeout(keep, AFTER_THE_LIST));
}
