// A line to the desk that can be cut, as on the road; the browser's own "offline" leaves a stream
// alone that is already running.

import net from "node:net";

import type { Page } from "@playwright/test";

/** Lets no more than so many bytes a second go up from a page; gives what lets all go again. */
export async function goesUpSlowly(page: Page, bytes: number): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const free = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { ...free, uploadThroughput: bytes });
  return async () => {
    await session.send("Network.emulateNetworkConditions", free);
    await session.detach();
  };
}

export class Line {
  private readonly sockets = new Set<net.Socket>();
  private whole = true;

  private constructor(private readonly server: net.Server) {}

  /** A line to the desk at `desk`, with an address of its own. */
  static async to(desk: string): Promise<Line> {
    const { hostname, port } = new URL(desk);
    const server = net.createServer();
    const line = new Line(server);
    server.on("connection", (here) => line.carry(here, net.connect(Number(port), hostname)));
    await new Promise<void>((ready) => server.listen(0, hostname, ready));
    return line;
  }

  get address(): string {
    const { address, port } = this.server.address() as net.AddressInfo;
    return `http://${address}:${port}`;
  }

  cut(): void {
    this.whole = false;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.whole = true;
  }

  async end(): Promise<void> {
    this.cut();
    await new Promise((ended) => this.server.close(ended));
  }

  private carry(here: net.Socket, there: net.Socket): void {
    for (const [socket, other] of [[here, there], [there, here]] as const) {
      this.sockets.add(socket);
      // One end that breaks off breaks off the other.
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
    if (!this.whole) here.destroy();
  }
}
