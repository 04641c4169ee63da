// Small things over the DOM. What comes from the service is put in as text, never as HTML: there is no other way in here.

/** Makes an element. `on` holds listeners, everything else is an attribute; `true` is one without a value. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (value !== undefined && value !== null && value !== false) {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}

export const find = (id) => document.getElementById(id);

/** Writes a text, if it is another one: a screen reader may be in the middle of it. */
export function write(node, text) {
  const now = String(text ?? "");
  if (node.textContent !== now) node.textContent = now;
}

const kept = new WeakMap();

/**
 * Shows items in order, one row each. Rows stay while their item does, so focus, selection and what is typed stay too.
 * `create` gives `{ node, update(item) }`.
 */
export function rows(parent, items, key, create) {
  const known = kept.get(parent) ?? new Map();
  kept.set(parent, known);
  const wanted = new Set(items.map(key));
  for (const [id, row] of known) {
    if (wanted.has(id)) continue;
    // Who was in there goes on at the head of the section.
    const focused = row.node.contains(document.activeElement);
    const section = row.node.closest("section");
    row.node.remove();
    known.delete(id);
    if (focused) section?.querySelector("h2")?.focus();
  }
  items.forEach((item, index) => {
    const id = key(item);
    let row = known.get(id);
    if (!row) known.set(id, (row = create(item)));
    row.update?.(item);
    if (parent.children[index] !== row.node) parent.insertBefore(row.node, parent.children[index] ?? null);
  });
}

/** Says something in passing, to those who look and to those who listen. */
export function announce(text) {
  const said = find("said");
  // The same text twice is two messages.
  said.textContent = said.textContent === text ? `${text}\u00a0` : text;
}

/** Says what went wrong, until it is closed. */
export function complain(error) {
  write(find("wrong-text"), error?.message ?? error);
  find("wrong").hidden = false;
}

/** Runs what a button is for; an error is shown, and the button is not pressed twice meanwhile. */
export async function run(button, action) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    find("wrong").hidden = true;
    const said = await action();
    if (said) announce(said);
  } catch (error) {
    complain(error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

export function button(text, action, attributes = {}) {
  const node = make("button", { type: "button", ...attributes }, text);
  node.addEventListener("click", () => run(node, () => action(node)));
  return node;
}

/** A button that copies what `text` gives when it is pressed; `what` is its name for those who do not see what it stands beside. */
export function copier(text, what) {
  return button(
    "Copy",
    async () => {
      await copy(text());
      return `Copied: ${what}`;
    },
    { "aria-label": `Copy ${what}` },
  );
}

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Browsers keep the clipboard from pages of plain HTTP that are not on this machine.
  const area = make("textarea", { class: "skip", "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  const before = document.activeElement;
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  if (!done) throw new Error("The browser does not let this page copy; select the text instead.");
}

/** A time without what is less than a second of it: `1m5s`. */
export function brief(time) {
  const whole = /^(?:\d+h)?(?:\d+m(?!s))?(?:\d+s)?/.exec(time)[0];
  return whole === "" ? "less than 1s" : whole;
}

/** The look of a status; what it says is in its text. */
export function tone(status) {
  if (["deployed", "available"].includes(status)) return "good";
  if (["deploying", "redeploying", "rollback", "deleting"].includes(status)) return "busy";
  if (["warning", "rollback_complete", "superseded", "archived"].includes(status)) return "odd";
  return /fail|error/.test(status) ? "bad" : "";
}

export function showStatus(node, status) {
  write(node, status);
  const look = `status ${tone(status)}`.trim();
  if (node.className !== look) node.className = look;
}
