// The last requests with what became of them: chosen, opened, and as lines for a shell.

import { anyToken, curl, steer } from "./calls.js";
import { copier, find, make, rows, write } from "./dom.js";

/** How many are kept here, and how many are shown at once. */
const KEPT = 300;
const SHOWN = 200;

let requests = [];
let next = 0;
let forgotten = 0;

/** Gets those that are new. */
export async function loadRequests() {
  let page;
  do {
    page = await steer("GET", `requests?limit=${KEPT}${next === 0 ? "" : `&after=${next}`}`);
    if (page.served < next) {
      // It began anew.
      requests = [];
      next = 0;
      forgotten = 0;
      page = { more: true };
      continue;
    }
    // What came and went between two looks is told once more, so it is not simply added.
    if (next > 0 && page.notKnown > 0) requests = [];
    requests = [...requests, ...page.requests].slice(-KEPT);
    forgotten = page.served - requests.length;
    next = page.next;
  } while (page.more);
  showRequests();
}

function chosen() {
  const [operation, status, fault] = ["operation", "status", "fault"].map((name) => find(`filter-${name}`).value);
  const text = find("filter-text").value.trim().toLowerCase();
  return requests.filter((request) => {
    const answered = request.status === null ? "none" : String(request.status)[0];
    return (
      (operation === "" || request.operation === operation) &&
      (status === "" || answered === status) &&
      (fault === "" || (request.fault !== null) === (fault === "with")) &&
      (text === "" || searched(request).includes(text))
    );
  });
}

const searched = (request) =>
  [request.method, request.path, request.query, request.fault, request.body, request.answer].join(" ").toLowerCase();

export function showRequests() {
  offerOperations();
  const fitting = chosen();
  const shown = fitting.slice(-SHOWN).reverse();
  const more = fitting.length > shown.length ? `, the last ${shown.length} shown` : "";
  const older = forgotten > 0 ? `; ${forgotten} before them are not known here any more` : "";
  write(find("request-count"), `${fitting.length} of ${requests.length} requests${more}${older}`);
  rows(find("request-list"), shown, (request) => request.number, requestRow);
}

function offerOperations() {
  const select = find("filter-operation");
  const known = new Set([...select.options].map((option) => option.value));
  const names = new Set(requests.map((request) => request.operation).filter((name) => name !== null));
  for (const name of [...names].sort()) if (!known.has(name)) select.append(make("option", { value: name }, name));
}

function requestRow(request) {
  const status = make("span", { class: `status ${look(request.status)}`.trim() }, request.status ?? "no answer");
  const where = request.path + (request.query ? `?${request.query}` : "");
  const inside = make("div");
  const node = make(
    "details",
    { class: "request" },
    make(
      "summary",
      {},
      make("span", { class: "number" }, `${request.number} `),
      status,
      make("code", { class: "where" }, ` ${request.method} ${where} `),
      request.operation ? make("span", { class: "facts" }, `${request.operation} `) : null,
      request.fault ? make("span", { class: "status odd" }, `fault ${request.fault}`) : null,
    ),
    inside,
  );
  node.addEventListener("toggle", () => {
    if (node.open && inside.childElementCount === 0) inside.append(...opened(request).filter((part) => part !== null));
  });
  return { node };
}

const look = (status) => (status === null ? "bad" : status < 300 ? "good" : status < 500 ? "odd" : "bad");

function opened(request) {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`).join("\n");
  const line = curl(asCall(request));
  const committed =
    request.committedStatus !== request.status
      ? make("p", {}, request.committedStatus === null ? "It was not carried out." : `The service itself came to ${request.committedStatus}.`)
      : null;
  return [
    make("h3", {}, "Request"),
    make("pre", { tabindex: "0", "aria-label": "Request" }, [headers, laidOut(request.body)].filter(Boolean).join("\n\n")),
    cut(request.bodyCut, request.bodyLength),
    make("h3", {}, "Answer"),
    make("pre", { tabindex: "0", "aria-label": "Answer" }, request.answer ? laidOut(request.answer) : "(no body)"),
    cut(request.answerCut, request.answerLength),
    committed,
    make("h3", {}, "As curl"),
    make("div", { class: "line" }, make("pre", { tabindex: "0", "aria-label": "As curl" }, line), copier(() => line, `request ${request.number} as curl`)),
  ];
}

function cut(isCut, length) {
  return isCut ? make("p", { class: "hint" }, `Not all of it was kept; whole it has ${length} bytes.`) : null;
}

/** JSON with its lines, anything else as it is. */
function laidOut(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text ?? "";
  }
}

/** Headers that say nothing of the call: curl writes its own. */
const OWN = new Set(["host", "content-length", "connection", "accept-encoding", "user-agent", "transfer-encoding", "expect", "origin", "referer"]);

function asCall(request) {
  const headers = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (OWN.has(name) || name.startsWith("sec-") || (name === "accept" && value === "*/*")) continue;
    headers[name] = name === "authorization" ? (anyToken() ?? "TOKEN") : value;
  }
  const path = request.path + (request.query ? `?${request.query}` : "");
  return { method: request.method, path: path.replace(/^\//, ""), headers, body: request.body || undefined };
}
