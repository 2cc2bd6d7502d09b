// Lighthouse on the phone's list, with its own phone and network.

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const asked = JSON.parse(process.argv[2]);
const chrome = await launch({
  chromePath: asked.chromium,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
});
try {
  const { lhr } = await lighthouse(`${asked.address}/tasks`, {
    port: chrome.port,
    output: "json",
    logLevel: "error",
    onlyCategories: ["performance", "accessibility", "best-practices"],
    extraHeaders: { Cookie: asked.cookie },
  });
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  const score = (name) => Math.round(100 * lhr.categories[name].score);
  const failed = Object.values(lhr.audits).filter(({ score }) => score !== null && score < 0.9);
  console.error(failed.map(({ id, displayValue = "" }) => `  ${id} ${displayValue}`).join("\n"));
  console.log(
    JSON.stringify({
      performance: score("performance"),
      accessibility: score("accessibility"),
      practices: score("best-practices"),
      lcp: lhr.audits["largest-contentful-paint"].numericValue,
      address: lhr.finalDisplayedUrl,
    }),
  );
} finally {
  chrome.kill();
}
