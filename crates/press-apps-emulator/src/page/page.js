// The page: gets what there is to see, hands it to those who show it, and looks again when something changed.

import { address, anyToken, curl, deploymentOf, exampleSpec, remember, steer } from "./calls.js";
import { showDeployments, showSpecs } from "./deployments.js";
import { brief, copier, find, make, rows, showStatus, write } from "./dom.js";
import { follow } from "./live.js";
import { loadRequests, showRequests } from "./requests.js";
import { connectSteering, offerOperations, showFaults } from "./steering.js";

let state = { blocks: [] };
let looking = null;
let dirty = false;

/** Looks again; two at once become one, and one more afterwards. */
function look() {
  dirty = true;
  looking ??= (async () => {
    try {
      while (dirty) {
        dirty = false;
        await show();
      }
    } finally {
      looking = null;
    }
  })();
  return looking;
}

async function show() {
  const [now, specs, deployments, faults] = await Promise.all(["state", "specs", "deployments", "faults"].map((path) => steer("GET", path)));
  state = now;
  remember(now.tokens.known);
  offerOperations(now.operations);
  showUse(specs.specs);
  showSpecs(specs.specs, now);
  showDeployments(deployments.deployments);
  showFaults(faults.faults);
  await loadRequests();
}

function showUse(specs) {
  write(find("about"), `version ${state.version}, document ${state.document.version}; ${state.counts.requests} requests so far`);
  const seed = state.seed === null ? "random ids" : `seed ${state.seed}`;
  write(find("clock"), `It is ${state.clock.now} (${state.clock.kind} clock), ${brief(state.clock.elapsed)} after the start; deploying takes ${state.deployTime}; ${seed}`);
  const keys = [
    { name: "Address", text: address },
    ...state.tokens.known.map(({ token, tenant }) => ({ name: `Token of ${tenant}`, text: token })),
  ];
  rows(find("keys"), keys.flatMap((key, index) => [{ ...key, index, part: "dt" }, { ...key, index, part: "dd" }]), (key) => `${key.index} ${key.part}`, keyRow);
  rows(find("lines"), lines(specs), (line) => line.about, lineRow);
  write(find("block-count"), state.blocks.length);
  rows(find("blocks"), state.blocks, (block) => block.id, blockRow);
}

function keyRow({ part, name }) {
  if (part === "dt") {
    const node = make("dt");
    return { node, update: (key) => write(node, key.name) };
  }
  let text = "";
  const code = make("code");
  const node = make("dd", {}, code, copier(() => text, name.toLowerCase()));
  return {
    node,
    update: (key) => {
      text = key.text;
      write(code, text);
    },
  };
}

/** Lines to paste, with what is there now. */
function lines(specs) {
  const headers = { authorization: anyToken() ?? "TOKEN" };
  const json = { ...headers, "content-type": "application/json" };
  const own = specs.find((spec) => spec.status === "available");
  const all = [
    { about: "List the app specs", call: { path: "v1/apps/specs/", headers } },
    { about: "Create an app spec", call: { path: "v1/apps/specs/", headers: json, body: JSON.stringify(exampleSpec(state.blocks, "my-app")) } },
  ];
  if (own) {
    const body = JSON.stringify(deploymentOf(own.id, "my-deployment"));
    all.push({ about: `Deploy the app spec ${own.name}`, call: { path: "v1/apps/deployments/", headers: json, body } });
  }
  all.push(
    { about: "Let the second block of the next run of my-deployment fail", call: { path: "_emulator/script", body: '{"name":"my-deployment","steps":["fail:2"]}' } },
    { about: "Answer the next two requests that create a spec with 429", call: { path: "_emulator/fault", body: '{"rule":"create_spec:429x2"}' } },
  );
  return all;
}

function lineRow({ about }) {
  let line = "";
  const text = make("pre", { tabindex: "0", "aria-label": about });
  const node = make("li", {}, make("p", { class: "hint" }, about), make("div", { class: "line" }, text, copier(() => line, about.toLowerCase())));
  return {
    node,
    update: ({ call }) => {
      line = curl(call);
      write(text, line);
    },
  };
}

function blockRow() {
  let id = "";
  const text = make("span");
  const code = make("code");
  const parameters = make("span", { class: "facts" });
  const node = make("li", {}, text, " ", code, " ", copier(() => id, "the id of the block"), " ", parameters);
  const names = (definitions) => (definitions ?? []).map((one) => one.name);
  return {
    node,
    update: (block) => {
      id = block.id;
      write(text, `${block.name} (${block.kind}), releases ${block.releases.map((release) => release.version).join(", ") || "any"}`);
      write(code, id);
      const latest = block.releases.at(-1)?.parameters;
      const all = [...names(latest?.build), ...names(latest?.run)];
      write(parameters, all.length > 0 ? `parameters ${all.join(", ")}` : "");
    },
  };
}

const WORDS = { live: "live", asking: "looking every few seconds", gone: "the emulator does not answer" };
const TONES = { live: "good", asking: "busy", gone: "bad" };

function tell(what) {
  const live = find("live");
  showStatus(live, WORDS[what]);
  live.className = `status ${TONES[what]}`;
}

const refresh = follow(look, tell);
connectSteering(() => state, refresh);
for (const name of ["operation", "status", "fault", "text"]) find(`filter-${name}`).addEventListener("input", showRequests);
find("filter").addEventListener("submit", (event) => event.preventDefault());
