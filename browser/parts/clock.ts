/** The server's clock as this page knows it: a wrong or rehearsed clock on either side shifts no deadline. */
const skewMs = readSkewMs();

function readSkewMs(): number {
  const said = Date.parse(document.body.dataset["now"] ?? "");
  return Number.isNaN(said) ? 0 : said - Date.now();
}

/** Milliseconds since 1970, by the server. */
export function nowMs(): number {
  return Date.now() + skewMs;
}
