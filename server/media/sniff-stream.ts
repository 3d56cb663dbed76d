import { Readable } from "node:stream";

/**
 * The first bytes of a stream, fewer than asked for when it ends before, and the whole of it as a new stream. The old
 * one is left open: whoever refuses it by its first bytes also drains it.
 * @throws what the stream fails with
 */
export async function peek(stream: Readable, bytes: number): Promise<{ head: Buffer; whole: Readable }> {
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  let head = Buffer.alloc(0);
  while (head.length < bytes) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  async function* all() {
    if (head.length > 0) yield head;
    // Not `yield*`: whoever stops reading this would destroy the old one too, with an error that hides their own.
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  }
  return { head: head.subarray(0, bytes), whole: Readable.from(all(), { objectMode: false }) };
}
