/**
 * Loaded into a process before its own code: counts the requests that it answers and the ones that it makes, and tells
 * them when asked. Nothing of the process itself is changed.
 */
import { channel } from "node:diagnostics_channel";

const counts = { answered: 0, made: 0 };
channel("http.server.request.start").subscribe(() => {
  counts.answered += 1;
});
channel("http.client.request.start").subscribe(() => {
  counts.made += 1;
});
process.on("message", (question) => {
  if (question === "counts") process.send?.({ ...counts });
});
// Asking must not keep a process alive that is done otherwise.
process.channel?.unref();
