// What browsers complain of: errors on the console and uncaught ones on the page. A test that leaves
// one behind has failed, whatever it looked at.

import type { BrowserContext } from "@playwright/test";

/** Asking who one is, signed out, is how the app learns that it must show the login. */
const NOBODY_YET = /status of 401 .*\/api\/session$/;

export class Complaints {
  private readonly heard: string[] = [];
  private readonly pardoned: RegExp[] = [NOBODY_YET];

  /** Hears every page of `context`, also those opened later. */
  listenTo(context: BrowserContext): void {
    context.on("console", (message) => {
      if (message.type() === "error") this.heard.push(`${message.text()} at ${message.location().url}`);
    });
    context.on("weberror", (error) => {
      this.heard.push(error.error().stack ?? String(error.error()));
    });
  }

  /**
   * Lets pass what a test provokes on purpose, such as a refused step. A line reads
   * `Failed to load resource: the server responded with a status of 409 (Conflict) at http://…`.
   */
  pardon(line: RegExp): void {
    this.pardoned.push(line);
  }

  /** What nobody pardoned, in the order in which it was heard. */
  left(): string[] {
    return this.heard.filter((line) => !this.pardoned.some((pardon) => pardon.test(line)));
  }
}
