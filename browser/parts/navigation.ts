/** On a narrow screen the navigation folds behind a button. Without scripts it stays open. */
export function foldNavigation(): void {
  const nav = document.querySelector<HTMLElement>(".mp-nav");
  const button = nav?.querySelector<HTMLButtonElement>(".mp-nav__toggle");
  const list = nav?.querySelector<HTMLElement>(".mp-nav__list");
  if (!nav || !button || !list) return;
  const set = (isOpen: boolean) => {
    button.setAttribute("aria-expanded", String(isOpen));
    list.hidden = !isOpen;
  };
  nav.classList.add("mp-nav--folds");
  button.hidden = false;
  set(false);
  button.addEventListener("click", () => set(list.hidden === true));
  nav.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    set(false);
    button.focus();
  });
}
