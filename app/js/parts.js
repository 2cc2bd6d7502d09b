// 包: chunks of the program that come together, in one file, for whoever wants one of them.

const packs = new Map();

async function bytes(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.arrayBuffer();
}

/** A chunk out of a pack, as if it had come alone. What did not come is asked for anew. */
export async function part(address, from, length) {
  if (!packs.has(address)) {
    const pack = bytes(address);
    pack.catch(() => packs.delete(address));
    packs.set(address, pack);
  }
  const chunk = new Uint8Array(await packs.get(address), from, length);
  return new Response(chunk, { headers: { "content-type": "application/wasm" } });
}
