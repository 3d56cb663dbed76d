/** The short way for gigabytes: from the socket into buffers that are filled again and again. */
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { connect as connectPlain, type Socket, type SocketConstructorOpts } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import type { ObjectAt } from "./objects.ts";
import type { S3 } from "./s3.ts";

/** Takes bytes without copying: they are put into `room`, then `took` says how many. */
export type ByteSink = {
  readonly room: Buffer;
  /** False: no more until `ready`. */
  took(bytes: number): boolean;
  ready(): Promise<void>;
};

type OnRead = NonNullable<SocketConstructorOpts["onread"]>;

const VALID_SEC = 300;
const HEAD_MAX = 64 * 1024;
const HEAD_END = "\r\n\r\n";

/**
 * Reads a stored object of a known size into `sink`. Node's own HTTP client makes a new buffer for every 64 KiB, which
 * takes four times the processor time of this. Anything but a plain answer with all bytes ends it early and is no
 * error: the caller looks at how much arrived and asks the SDK for the rest, which knows errors and when to try again.
 * @throws Error of the sink, and the signal's reason when aborted
 */
export async function receiveObject(
  { client, bucket, answerWithinMs }: S3,
  { key, objectVersion }: ObjectAt,
  sizeBytes: number,
  sink: ByteSink,
  signal?: AbortSignal,
): Promise<void> {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(objectVersion && { VersionId: objectVersion }),
  });
  const address = new URL(await getSignedUrl(client, command, { expiresIn: VALID_SEC }));
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    let headBytes: number | null = 0;
    let arrived = 0;
    const takeBody = (bytes: number): boolean => {
      // More than was told is not what was asked for: it is left out, and the size looked at by the caller.
      const wanted = Math.min(bytes, sizeBytes - arrived);
      arrived += wanted;
      const hasRoom = wanted === 0 || sink.took(wanted);
      if (arrived === sizeBytes) socket.destroy();
      else if (!hasRoom) sink.ready().then(() => socket.resume(), fail);
      return hasRoom;
    };
    const takeHead = (bytes: number): boolean => {
      const { room } = sink;
      const seen = (headBytes ?? 0) + bytes;
      const end = room.subarray(0, seen).indexOf(HEAD_END);
      if (end < 0) {
        headBytes = seen;
        if (seen > HEAD_MAX) socket.destroy();
        return true;
      }
      const isPlain = isPlainAnswer(room.toString("latin1", 0, end), sizeBytes);
      headBytes = null;
      if (!isPlain) socket.destroy();
      if (!isPlain) return true;
      const from = end + HEAD_END.length;
      room.copyWithin(0, from, seen);
      return takeBody(seen - from);
    };
    const onread: OnRead = {
      buffer: () => (headBytes === null ? sink.room : sink.room.subarray(headBytes)),
      callback: (bytes) => (headBytes === null ? takeBody(bytes) : takeHead(bytes)),
    };
    const socket = connect(address, onread);
    const stop = () => fail(signal?.reason);
    const fail = (error: unknown) => {
      reject(error);
      socket.destroy();
    };
    signal?.addEventListener("abort", stop, { once: true });
    socket.setTimeout(answerWithinMs, () => socket.destroy());
    // A connection that breaks is no error here; its close follows.
    socket.on("error", () => {});
    socket.once("end", () => socket.destroy());
    socket.once("close", () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
    const { pathname, search, host } = address;
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}

function connect({ protocol, hostname, port }: URL, onread: OnRead): Socket {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (protocol === "https:") {
    // Node takes `onread` here too; its types do not know.
    const options: ConnectionOptions & { onread: OnRead } = {
      host,
      servername: host,
      port: Number(port || 443),
      onread,
    };
    return connectTls(options);
  }
  return connectPlain({ host, port: Number(port || 80), onread });
}

/** True for an answer whose body is the object as it lies there, and nothing else. */
function isPlainAnswer(head: string, sizeBytes: number): boolean {
  const [status = "", ...lines] = head.split("\r\n");
  const fields = new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return (
    /^HTTP\/1\.[01] 200\b/.test(status) &&
    fields.get("content-length") === String(sizeBytes) &&
    !fields.has("transfer-encoding") &&
    !fields.has("content-encoding")
  );
}
