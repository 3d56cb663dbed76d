/** One row of a list in its cells: comma, semicolon or tab between them, quotes as spreadsheets write them. */
export function cellsOf(row: string): string[] {
  const cells: string[] = [];
  const pattern = /("(?:[^"]|"")*"|[^,;\t]*)(?:[,;\t]|$)/g;
  for (const [whole, cell = ""] of row.matchAll(pattern)) {
    if (whole === "" && cells.length > 0) break;
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"').trim() : cell.trim());
  }
  return cells;
}

/** The rows of a pasted list or a file of one, without the byte-order mark that spreadsheets put before it. */
export function rowsOfList(text: string): string[] {
  return text.replace(/^\uFEFF/, "").split(/\r?\n/);
}

/** A cell that a spreadsheet would take for a formula is told to be text; a number, below zero too, is one. */
function quoted(value: string | number): string {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(String(value)) ? `'${value}` : String(value);
  return `"${text.replaceAll('"', '""')}"`;
}

/** RFC 4180, with a byte-order mark so that spreadsheets read names rightly. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n`;
}
