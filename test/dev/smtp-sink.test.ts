import { createTransport } from "nodemailer";
import { startSmtpSink } from "../../dev/smtp-sink.ts";

const mail = (messageId: string, to = "ada@school.example") => ({
  from: "pathway@district.example",
  to,
  subject: "A receipt",
  text: ".a line that begins with a dot\n\nand an end",
  messageId,
});

test("every message is counted by its Message-ID, over one connection or many", async () => {
  const sink = await startSmtpSink();
  const pooled = createTransport(`${sink.url}?pool=true&maxConnections=3`);
  await Promise.all(["<1@x>", "<2@x>", "<2@x>", "<3@x>"].map((id) => pooled.sendMail(mail(id))));
  pooled.close();
  expect(Object.fromEntries(sink.counts)).toEqual({ "<1@x>": 1, "<2@x>": 2, "<3@x>": 1 });
  expect(sink.messages).toHaveLength(4);
  expect(sink.messages[0]).toContain("Subject: A receipt");
  await sink.close();
});

test("a recipient that the sink is told to refuse is refused, and the message is not counted", async () => {
  const sink = await startSmtpSink({ refuse: (to) => (to === "gone@school.example" ? "550 5.1.1 No such box" : null) });
  const transport = createTransport(sink.url);
  await expect(transport.sendMail(mail("<4@x>", "gone@school.example"))).rejects.toMatchObject({ responseCode: 550 });
  await transport.sendMail(mail("<5@x>"));
  expect([...sink.counts.keys()]).toEqual(["<5@x>"]);
  await sink.close();
});
