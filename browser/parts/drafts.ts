import { forgetUnsent } from "../room/unsent.ts";

/**
 * What was typed into `<form data-keep-draft="key">` is kept in this tab (sessionStorage) until the server took it, so
 * that an expired session, a refused form or a closed lid loses nothing. Never kept: passwords, files, hidden fields.
 * Signing out clears all, and another person in the same tab finds nothing.
 */
const PREFIX = "draft:";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
/** Field -> what it holds: a text, or whether it is ticked. */
type Draft = Record<string, string | boolean>;

export function keepDrafts(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-clears-drafts]")) {
    form.addEventListener("submit", () => {
      clearDrafts();
      forgetUnsent(null);
    });
  }
  const person = document.body.dataset["signedIn"];
  if (wasRefused()) forgetSent();
  if (person === undefined) return;
  forgetUnsent(person);
  for (const key of draftKeys()) if (!key.startsWith(`${PREFIX}${person}:`)) forget(key);
  const forms = [...document.querySelectorAll<HTMLFormElement>("form[data-keep-draft]")];
  const keyed = new Map(forms.map((form) => [`${PREFIX}${person}:${form.dataset["keepDraft"] ?? ""}`, form]));
  dropTaken();
  for (const [key, form] of keyed) keep(key, form);
}

/**
 * True where what was sent was not taken: the answer is the sign-in page, a refusal or the form with its errors marked;
 * or there was no answer and the reader came back.
 */
function wasRefused(): boolean {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return (
    document.body.dataset["signedIn"] === undefined ||
    document.querySelector("[data-problem], #error-summary") !== null ||
    navigation?.type === "back_forward" ||
    navigation?.type === "reload"
  );
}

/** What was sent and not refused was taken. */
function dropTaken(): void {
  for (const key of draftKeys()) if (sessionStorage.getItem(`sent:${key}`) !== null) forget(key);
}

function forgetSent(): void {
  for (const key of draftKeys()) sessionStorage.removeItem(`sent:${key}`);
}

function keep(key: string, form: HTMLFormElement): void {
  const atFirst = JSON.stringify(read(form));
  const kept = sessionStorage.getItem(key);
  if (kept !== null && kept !== atFirst) {
    write(form, JSON.parse(kept) as Draft);
    tell(form, () => {
      sessionStorage.removeItem(key);
      write(form, JSON.parse(atFirst) as Draft);
    });
  }
  form.addEventListener("input", () => sessionStorage.setItem(key, JSON.stringify(read(form))));
  form.addEventListener("submit", () => sessionStorage.setItem(`sent:${key}`, "1"));
}

function tell(form: HTMLFormElement, discard: () => void): void {
  const note = document.createElement("div");
  note.className = "mp-draftnote";
  note.setAttribute("role", "status");
  const words = document.createElement("p");
  words.textContent = "We kept what you had typed here.";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mp-linkbutton";
  button.textContent = "Discard it";
  button.addEventListener("click", () => {
    discard();
    note.remove();
  });
  note.append(words, button);
  form.prepend(note);
}

function fieldsOf(form: HTMLFormElement): Field[] {
  const all = [...form.elements].filter(
    (element): element is Field => "value" in element && "name" in element && element.tagName !== "BUTTON",
  );
  return all.filter((field) => field.name !== "" && !["password", "file", "hidden", "submit"].includes(field.type));
}

function isTicked(field: Field): field is HTMLInputElement {
  return field.type === "checkbox" || field.type === "radio";
}

function nameOf(field: Field): string {
  return isTicked(field) ? `${field.name}=${field.value}` : field.name;
}

function read(form: HTMLFormElement): Draft {
  return Object.fromEntries(
    fieldsOf(form).map((field) => [nameOf(field), isTicked(field) ? field.checked : field.value]),
  );
}

function write(form: HTMLFormElement, draft: Draft): void {
  for (const field of fieldsOf(form)) {
    const value = draft[nameOf(field)];
    if (isTicked(field)) field.checked = value === true;
    else if (typeof value === "string") field.value = value;
  }
}

function draftKeys(): string[] {
  return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
}

function clearDrafts(): void {
  for (const key of draftKeys()) forget(key);
}

function forget(key: string): void {
  sessionStorage.removeItem(key);
  sessionStorage.removeItem(`sent:${key}`);
}
