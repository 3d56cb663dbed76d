import type { TableModel } from "../platform/part-models.ts";
import { dateTimeText } from "../platform/wording.ts";
import type { Message } from "./message.rules.ts";

/** Everything that was written to one person, newest first. */
export function messagesPage(messages: readonly Message[], zone: string) {
  const table: TableModel = {
    caption: "Messages to you",
    columns: [{ text: "About" }, { text: "Sent" }],
    rows: messages.map(({ id, subject, createdAt, sentAt }) => ({
      cells: [
        { text: subject, href: `/messages/${id}` },
        { text: dateTimeText(sentAt ?? createdAt, zone), at: sentAt ?? createdAt },
      ],
    })),
    emptyText: "No messages yet",
  };
  return { title: "Messages", lead: "Everything we wrote to you by mail stands here too.", table };
}

/** One message as it was sent. What was attached can be fetched again. */
export function messagePage({ id, subject, text, createdAt, sentAt, attachments }: Message) {
  return {
    title: subject,
    isNarrow: true,
    breadcrumbs: [{ text: "Messages", href: "/messages" }],
    sentAt: sentAt ?? createdAt,
    parts: paragraphsOf(text),
    attachments: attachments.map(({ filename }, i) => ({
      text: filename,
      href: `/messages/${id}/attachments/${i + 1}`,
    })),
  };
}

const ADDRESS = /(https?:\/\/\S+)/;

/** Paragraphs of words and addresses: an address that stands in the text can be followed. */
function paragraphsOf(text: string): { words: { text: string; href: string | null }[] }[] {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => ({
      words: paragraph.split(ADDRESS).map((part) => ({ text: part, href: ADDRESS.test(part) ? part : null })),
    }));
}
