// 页面故障: what is said when the page has failed, and to whom. It needs nothing of the program, which may
// be what has failed.
//
// What the app finds here, on the global object:
//   pageFailed(message, location)   says that the program has stopped for good

/** Reports of one page; one that fails over and over has said it. */
const REPORTS = 5;
const BUILD = new URL(WASM, location.href).pathname;

const told = new Set();
let covered = false;

/** The path without what stands for one order, and without its query. */
function page() {
  return location.pathname.replace(/\/\d+/g, "/:id");
}

function report(message, place) {
  const known = `${message} ${place}`;
  if (told.size >= REPORTS || told.has(known)) return;
  told.add(known);
  const body = JSON.stringify({ message: message.slice(0, 2_000), location: place.slice(0, 500), build: BUILD, page: page() });
  const headers = { "content-type": "application/json" };
  // Whether it arrives is nothing that this page could still care for.
  fetch("/api/client-errors", { method: "POST", headers, body, keepalive: true }).catch(() => {});
}

const SAID = {
  zh: [
    "页面出了故障，已经停下",
    "接单草稿和反馈草稿都已保存在这台设备上，重新载入后还在。其他页面上没有提交的表单要重新填写。故障会自动上报。",
    "重新载入",
  ],
  en: [
    "The page has failed and stopped",
    "Drafts of orders and of replies are kept on this device and are there again after reloading. Forms elsewhere that were not sent have to be filled in again. The failure is reported by itself.",
    "Reload",
  ],
};

function element(tag, name, text) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

/** Lays the one page over everything that still works. */
function cover() {
  if (covered) return;
  covered = true;
  const [title, text, again] = document.documentElement.lang.startsWith("en") ? SAID.en : SAID.zh;
  const dialog = element("dialog", "panic", "");
  const heading = element("h1", "", title);
  heading.id = "panic-title";
  const reload = element("button", "button button--primary button--large", again);
  reload.addEventListener("click", () => location.reload());
  dialog.setAttribute("role", "alertdialog");
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.append(heading, element("p", "", text), reload);
  document.body.append(dialog);
  dialog.showModal();
  reload.focus();
}

globalThis.pageFailed = (message, place) => {
  report(message, place);
  cover();
};

/** A program that trapped without a word will not go on either. */
function hear(reason, message, place) {
  if (covered) return;
  report(message, place);
  if (reason instanceof WebAssembly.RuntimeError) cover();
}

addEventListener("error", ({ error, message, filename, lineno, colno }) => {
  // A picture that did not load is no error of the page.
  if (message) hear(error, message, `${filename}:${lineno}:${colno}`);
});
addEventListener("unhandledrejection", ({ reason }) => {
  hear(reason, String(reason?.message ?? reason), String(reason?.stack ?? "").split("\n")[1]?.trim() ?? "");
});
