// The desk as it is after a newer build of the app was put on it: another worker, told by its list.

import http from "node:http";
import type { AddressInfo } from "node:net";

export class RenewedDesk {
  private isRenewed = false;

  private constructor(private readonly server: http.Server) {}

  /** In front of the desk at `desk`, with an address of its own. */
  static async before(desk: string): Promise<RenewedDesk> {
    const { hostname, port } = new URL(desk);
    const server = http.createServer((asked, answer) => {
      const { method, headers, url: path } = asked;
      // Whole, so that it can be changed.
      delete headers["accept-encoding"];
      const passing = http.request({ hostname, port, method, headers, path }, (reply) => {
        if (path === "/sw.js") return void renewed.worker(reply, answer);
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      });
      passing.on("error", () => answer.destroy());
      answer.on("close", () => passing.destroy());
      asked.pipe(passing);
    });
    const renewed = new RenewedDesk(server);
    await new Promise<void>((ready) => server.listen(0, hostname, ready));
    return renewed;
  }

  get address(): string {
    const { address, port } = this.server.address() as AddressInfo;
    return `http://${address}:${port}`;
  }

  /** From now on there is a newer build. */
  renews(): void {
    this.isRenewed = true;
  }

  async end(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((ended) => this.server.close(ended));
  }

  private async worker(reply: http.IncomingMessage, answer: http.ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of reply) parts.push(part as Buffer);
    const script = Buffer.concat(parts).toString();
    const newer = script.replace(/"xinqiao-(\w+)"/, '"xinqiao-newer"').replace(/"\/assets\/app\.\w+\.wasm",?/, "");
    const headers = { "content-type": "text/javascript", "cache-control": "no-cache" };
    answer.writeHead(200, headers).end(this.isRenewed ? newer : script);
  }
}
