// 先问: what the first page will want of the server is asked for while the program is still on its way.
//
// What the app finds here, on the global object:
//   takeAhead(path)   Promise of the Response to a GET of this path, where it was asked ahead; once

/** The longest that an answer is waited for, in milliseconds, as in `src/api.rs`. */
const PATIENCE = 30_000;

/** A unit's list; a test in `src/pages/tasks/list.rs` holds it against what the app asks for. */
const LIST = "/api/tickets?state=to_sign,handling,to_check,to_call_back,to_close&unit=UNIT&limit=200";

const asked = new Map();

function ask(path) {
  const answer = fetch(path, { headers: { accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });
  // Whoever takes it hears of a failure; nobody may.
  answer.catch(() => {});
  asked.set(path, answer);
  return answer;
}

globalThis.takeAhead = (path) => {
  const answer = asked.get(path);
  asked.delete(path);
  return answer;
};

/** Asks who is here, and where the page is the list of a unit, for that list. */
export async function askAhead(page) {
  // Read from a copy, made before the app can have taken the answer itself.
  const session = await ask("/api/session").then((answer) => answer.ok && answer.clone().json());
  const unit = session && session.user.unit;
  // A unit has one page, where the start leads to.
  if (unit && ["tasks", ""].includes(page)) ask(LIST.replace("UNIT", unit));
}
