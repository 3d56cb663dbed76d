import { type AddressInfo, createServer, type Socket } from "node:net";

export type SmtpSink = {
  /** For `SMTP_URL`. */
  url: string;
  /** Message-ID -> how many times it came. */
  counts: ReadonlyMap<string, number>;
  /** The raw messages, in the order they came. */
  messages: readonly string[];
  close(): Promise<void>;
};

/** `refuse`: what to answer to a recipient instead of taking it, for example `450 4.2.1 Try again later`. */
export type SmtpSinkOptions = { refuse?: (recipient: string) => string | null };

/**
 * Takes every mail and counts it by its Message-ID: for faults and benches, where an inbox to read would be in the way.
 * It speaks just the SMTP that our mailer speaks, pipelining included, and is no mail server.
 */
export async function startSmtpSink({ refuse = () => null }: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const counts = new Map<string, number>();
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  const take = (message: string) => {
    const id = /^message-id:\s*(<[^>]+>)/im.exec(message)?.[1] ?? "(none)";
    messages.push(message);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    converse(socket, take, refuse);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    messages,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

type Refuse = NonNullable<SmtpSinkOptions["refuse"]>;

function converse(socket: Socket, take: (message: string) => void, refuse: Refuse): void {
  let rest = "";
  let isInMessage = false;
  let recipients = 0;
  const answerTo = (line: string): string => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO") return "250-sink\r\n250-PIPELINING\r\n250 8BITMIME";
    if (verb === "MAIL" || verb === "RSET") recipients = 0;
    const refusal = verb === "RCPT" ? refuse(/<([^>]*)>/.exec(line)?.[1] ?? "") : null;
    if (verb === "RCPT" && refusal === null) recipients += 1;
    if (verb === "DATA") return recipients > 0 ? "354 go on" : "554 5.5.1 Nobody to give it to";
    return refusal ?? (verb === "QUIT" ? "221 bye" : "250 ok");
  };
  const ending = () => (isInMessage ? "\r\n.\r\n" : "\r\n");
  socket.setEncoding("utf8").write("220 sink ESMTP\r\n");
  socket.on("data", (text) => {
    rest += String(text);
    while (rest.includes(ending())) {
      const part = rest.slice(0, rest.indexOf(ending()));
      rest = rest.slice(part.length + ending().length);
      if (isInMessage) take(part);
      const answer = isInMessage ? "250 taken" : answerTo(part);
      isInMessage = answer.startsWith("354");
      socket.write(`${answer}\r\n`);
      if (answer.startsWith("221")) socket.end();
    }
  });
}
