// What the page asks of steering and of the API, and how a person would ask the same by curl. All addresses are relative to the page.

/** Where the service is, as this browser calls it, without a slash at the end. */
export const address = new URL(".", document.baseURI).href.replace(/\/$/, "");

/** Tokens by tenant, the first of each, and the first of all under the empty name. */
const tokens = new Map();

export function remember(list) {
  tokens.clear();
  for (const { token, tenant } of [...list].reverse()) {
    tokens.set(tenant, token);
    tokens.set("", token);
  }
}

export const tokenOf = (tenant) => tokens.get(tenant);
export const anyToken = () => tokens.get("");

async function answer(response, what) {
  const text = await response.text();
  let body;
  try {
    body = text === "" ? null : JSON.parse(text);
  } catch {
    body = null;
  }
  if (response.ok && (body !== null || text === "")) return body;
  const fault = response.headers.get("x-press-fault");
  const detail = body?.detail ?? (fault ? `the fault ${fault} met this request` : "the answer cannot be read");
  throw new Error(`${what}: ${response.status} ${detail}`);
}

async function call(method, path, headers, body) {
  const what = `${method} /${path}`;
  const content = body === undefined ? {} : { "content-type": "application/json" };
  let response;
  try {
    response = await fetch(path, { method, headers: { ...headers, ...content }, body: body && JSON.stringify(body) });
  } catch {
    throw new Error(`${what}: there was no answer; the emulator may have stopped, or a fault closed the connection`);
  }
  return answer(response, what);
}

/** Asks steering. */
export const steer = (method, path, body) => call(method, `_emulator/${path}`, {}, body);

/** Calls the API for a tenant. */
export function api(method, path, tenant, body) {
  const token = tenant === undefined ? anyToken() : tokenOf(tenant);
  if (!token) throw new Error(`There is no token of the tenant ${tenant}: start the emulator with one to do this.`);
  return call(method, path, { authorization: token }, body);
}

/** A text as one word of a shell. */
export const quote = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** A call as a line for a shell. */
export function curl({ path, headers = {}, body, method = body ? "POST" : "GET" }) {
  const words = ["curl"];
  const implied = body ? "POST" : "GET";
  if (method !== implied) words.push("-X", method);
  words.push(quote(`${address}/${path}`));
  for (const [name, value] of Object.entries(headers)) words.push("-H", quote(`${name}: ${value}`));
  if (body) words.push("--data-binary", quote(body));
  return words.join(" ");
}

/** The blocks of an example, with what the service knows. */
export function exampleSpec(blocks, name) {
  const config = blocks
    .filter((block) => block.releases.length > 0)
    .slice(0, 2)
    .map((block) => ({
      id: block.id,
      release: { version: block.releases.at(-1).version },
      autoRunOnDeploy: block.kind === "workflow",
    }));
  const spec = {
    version: "1",
    kind: "app",
    metadata: { name, title: "Example", summary: "An example spec" },
    release: { version: "1.0.0", notes: "The first release" },
    config,
  };
  // In this body the spec travels as a text of its own.
  return { spec: JSON.stringify(spec) };
}

export const deploymentOf = (specId, name) => ({ metadata: { name, title: name, summary: "An example deployment" }, spec: { id: specId } });
