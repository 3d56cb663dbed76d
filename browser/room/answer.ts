/** One indicator's answer, as its part of the page holds it. */
export type Answer = { level: number | null; code: string | null; note: string };
export type Saved = Answer & { revision: number };

type Choice = { value: string; code: string; note: string };

const radiosOf = (fieldset: HTMLElement) => [...fieldset.querySelectorAll<HTMLInputElement>('input[type="radio"]')];

/** What stands in the fields now. */
export function read(fieldset: HTMLElement): Answer {
  return answerOf({
    value: radiosOf(fieldset).find(({ checked }) => checked)?.value ?? "",
    code: fieldset.querySelector<HTMLSelectElement>("select")?.value ?? "",
    note: fieldset.querySelector<HTMLTextAreaElement>("textarea")?.value ?? "",
  });
}

/** What the server drew, whatever the browser may have filled in by itself since. */
export function readAsDrawn(fieldset: HTMLElement): Answer {
  const options = [...(fieldset.querySelector<HTMLSelectElement>("select")?.options ?? [])];
  return answerOf({
    value: radiosOf(fieldset).find(({ defaultChecked }) => defaultChecked)?.value ?? "",
    code: options.find(({ defaultSelected }) => defaultSelected)?.value ?? "",
    note: fieldset.querySelector<HTMLTextAreaElement>("textarea")?.defaultValue ?? "",
  });
}

function answerOf({ value, code, note }: Choice): Answer {
  return {
    level: value === "" || value === "NS" ? null : Number(value),
    code: value === "NS" && code !== "" ? code : null,
    note,
  };
}

/** Puts an answer into the fields. */
export function write(fieldset: HTMLElement, { level, code, note }: Answer): void {
  const value = code === null ? String(level ?? "") : "NS";
  for (const radio of radiosOf(fieldset)) radio.checked = radio.value === value;
  const select = fieldset.querySelector<HTMLSelectElement>("select");
  if (select) select.value = code ?? "";
  const text = fieldset.querySelector<HTMLTextAreaElement>("textarea");
  if (text && text.value !== note) text.value = note;
  showCode(fieldset);
}

export function isSame(a: Answer, b: Answer): boolean {
  return a.level === b.level && a.code === b.code && a.note === b.note;
}

export function isComplete({ level, code, note }: Answer): boolean {
  return code !== null || (level !== null && note.trim() !== "");
}

/** An answer in a line, for the reader to compare. */
export function wordsOf({ level, code, note }: Answer): string {
  return `${code ?? (level === null ? "no level" : `level ${level}`)}, “${note}”`;
}

/** The reason is asked for only where “cannot be scored” is chosen; without scripts it is simply there. */
export function showCode(fieldset: HTMLElement): void {
  const isChosen = fieldset.querySelector<HTMLInputElement>('input[value="NS"]')?.checked === true;
  fieldset.querySelector<HTMLElement>(".mp-code-choice")?.toggleAttribute("hidden", !isChosen);
}
