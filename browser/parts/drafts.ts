/**
 * What was typed into `<form data-keep-draft="key">` is kept in this tab (sessionStorage) until the server took it, so
 * that an expired session, a refused form or a closed lid loses nothing. Never kept: passwords, files, hidden fields.
 * Signing out clears all.
 */
const PREFIX = "draft:";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
/** Field -> what it holds: a text, or whether it is ticked. */
type Draft = Record<string, string | boolean>;

export function keepDrafts(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-clears-drafts]")) {
    form.addEventListener("submit", clearDrafts);
  }
  if (document.body.dataset["signedIn"] !== "true") return;
  const forms = [...document.querySelectorAll<HTMLFormElement>("form[data-keep-draft]")];
  dropTaken(new Set(forms.map(keyOf)));
  for (const form of forms) keep(form);
}

/** A form that was sent, and is not shown again, was taken. */
function dropTaken(shown: ReadonlySet<string>): void {
  for (const key of draftKeys()) {
    if (sessionStorage.getItem(`sent:${key}`) === null) continue;
    sessionStorage.removeItem(`sent:${key}`);
    if (!shown.has(key)) sessionStorage.removeItem(key);
  }
}

function keep(form: HTMLFormElement): void {
  const key = keyOf(form);
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

function keyOf(form: HTMLFormElement): string {
  return `${PREFIX}${form.dataset["keepDraft"] ?? form.id}`;
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
  for (const key of draftKeys()) {
    sessionStorage.removeItem(key);
    sessionStorage.removeItem(`sent:${key}`);
  }
}
