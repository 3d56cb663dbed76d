import { createTransport } from "nodemailer";

export type OutgoingMail = {
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  /** Deterministic, so that a second sending of the same message can be recognised. */
  messageId: string;
  attachments?: { filename: string; contentType: string; content: string }[];
};

export type Mailer = {
  /** @throws Error with `permanent: true` when the other side refused for good */
  send(mail: OutgoingMail): Promise<{ serverReply: string }>;
  check(): Promise<void>;
  close(): void;
};

export function createMailer(smtpUrl: string, from: string): Mailer {
  const transport = createTransport(
    {
      url: smtpUrl,
      pool: true,
      maxConnections: 3,
      connectionTimeout: 10_000,
      socketTimeout: 30_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    } as never,
    { from },
  );
  return {
    async send(mail) {
      const sent = (await transport.sendMail(mail as never)) as { response?: string };
      return { serverReply: sent.response ?? "" };
    },
    async check() {
      try {
        await transport.verify();
      } catch (cause) {
        throw new Error(
          `The mail server does not answer at ${smtpUrl.replace(/\/\/[^@/]*@/, "//…@")}. SMTP_URL says where to look.`,
          { cause },
        );
      }
    },
    close: () => transport.close(),
  };
}
