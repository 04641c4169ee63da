// App specs and deployments: what there is, how it moves, and the buttons that belong to one of them.

import { api, deploymentOf, steer, tokenOf } from "./calls.js";
import { announce, brief, button, copier, find, make, rows, run, showStatus, write } from "./dom.js";

/** How a run can end, for so many blocks: the words of scripts, and those for people. */
function endings(blocks) {
  const at = (word, says) => blocks.map((name, index) => [`${word}:${index + 1}`, `${says} at block ${index + 1}, ${name}`]);
  return [
    ...at("fail", "fails"),
    ...at("warning", "ends in a warning"),
    ["rollback", "fails and is rolled back"],
    ["rollback_failed", "fails and cannot be rolled back"],
    ["platform_resource_error", "loses a resource"],
    ["stuck", "never ends"],
    ["deployed", "ends well"],
  ];
}

/** Offers choices, and keeps the one that was made. */
function offer(select, choices) {
  const key = JSON.stringify(choices);
  if (select.dataset.choices === key) return;
  select.dataset.choices = key;
  const before = select.value;
  select.replaceChildren(...choices.map(([value, text]) => make("option", { value }, text)));
  if (choices.some(([value]) => value === before)) select.value = before;
}

const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

export function showSpecs(specs, state) {
  find("no-specs").hidden = specs.length > 0;
  const names = new Map(state.blocks.map((block) => [block.id, block.name]));
  rows(find("spec-list"), specs, (spec) => spec.id, () => specCard(names));
}

function specCard(names) {
  let spec;
  const title = make("h3");
  const status = make("span", { class: "status" });
  const facts = make("p", { class: "facts" });
  const id = make("code");
  const name = make("input", { autocomplete: "off", spellcheck: "false", size: "18" });
  const ending = make("select");
  const deploy = make("button", { type: "submit" }, "Deploy");
  const form = make(
    "form",
    { class: "row" },
    make("label", {}, "Deploy as ", name),
    make("label", {}, "The run ", ending),
    deploy,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(deploy, async () => {
      const wanted = name.value.trim() || name.placeholder;
      if (ending.value !== "deployed") await steer("POST", "script", { name: wanted, steps: [ending.value], first: true });
      // Who does not own a spec may deploy it all the same, if it is shown to them.
      await api("POST", "v1/apps/deployments/", tokenOf(spec.tenant) ? spec.tenant : undefined, deploymentOf(spec.id, wanted));
      name.value = "";
      return `${wanted} is being deployed`;
    });
  });
  const node = make(
    "article",
    { class: "card" },
    make("div", { class: "title" }, title, status),
    facts,
    make("p", { class: "facts" }, "Id ", id, " ", copier(() => spec.id, "the id of the app spec")),
    form,
  );
  const update = (now) => {
    spec = now;
    write(title, now.name);
    node.setAttribute("aria-label", `App spec ${now.name}`);
    showStatus(status, now.status);
    const latest = now.releases.at(-1);
    const versions = now.releases.map((release) => release.version).join(", ");
    write(facts, `${now.scope}, tenant ${now.tenant}; releases ${versions}; ${plural(now.deployments, "deployment")}`);
    write(id, now.id);
    name.placeholder = `${now.name}-${now.deployments + 1}`;
    const blocks = (latest?.blocks ?? []).map((block) => names.get(block) ?? block);
    offer(ending, [["deployed", "ends well"], ...endings(blocks).slice(0, -1)]);
  };
  return { node, update };
}

const lastStatus = new Map();

export function showDeployments(deployments) {
  find("no-deployments").hidden = deployments.length > 0;
  for (const { id, name, status } of deployments) {
    if (lastStatus.has(id) && lastStatus.get(id) !== status) announce(`${name} is ${status}`);
    lastStatus.set(id, status);
  }
  rows(find("deployment-list"), deployments, (deployment) => deployment.id, deploymentCard);
}

function deploymentCard() {
  let deployment;
  const title = make("h3");
  const status = make("span", { class: "status" });
  const facts = make("p", { class: "facts" });
  const progress = make("progress", { max: "1" });
  const left = make("p", { class: "hint" });
  const blocks = make("ol", { class: "blocks" });
  const id = make("code");
  const waiting = make("p", { class: "hint" });
  const ending = make("select");
  const count = make("summary");
  const revisions = make("ul", { class: "plain" });
  const script = async () => {
    await steer("POST", "script", { name: deployment.name, steps: [ending.value], first: true });
    return `The next run of ${deployment.name}: ${ending.value}`;
  };
  const set = button("Set next run", script);
  const again = button("Redeploy", async () => {
    if (!redeployable(deployment)) return `Only what failed or is in warning is redeployed; ${deployment.name} is ${deployment.status}`;
    await api("POST", `v1/apps/deployments/${encodeURIComponent(deployment.id)}/redeploy`, deployment.tenant);
    return `${deployment.name} is being redeployed`;
  });
  const node = make(
    "article",
    { class: "card" },
    make("div", { class: "title" }, title, status),
    facts,
    progress,
    left,
    blocks,
    make("p", { class: "facts" }, "Id ", id, " ", copier(() => deployment.id, "the id of the deployment")),
    make("div", { class: "row" }, make("label", {}, "The next run ", ending), set, again),
    waiting,
    make("details", {}, count, revisions),
  );
  const update = (now) => {
    deployment = now;
    node.setAttribute("aria-label", `Deployment ${now.name}`);
    write(title, now.name);
    showStatus(status, now.status);
    const latest = now.revisions[0];
    write(facts, `revision ${latest?.revision ?? 0}, release ${now.spec.version ?? "?"} of ${now.spec.name ?? "a spec that is gone"}, tenant ${now.tenant}`);
    write(id, now.id);
    progress.hidden = now.run === null || now.run.endless;
    progress.value = now.run?.done ?? 1;
    progress.setAttribute("aria-label", `How far ${now.name} is`);
    left.hidden = now.run === null;
    write(left, now.run?.endless ? "It never ends." : now.run?.left ? `Done in ${brief(now.run.left)}.` : "");
    const shown = latest?.blocks ?? [];
    rows(blocks, shown, (block) => block.deploymentId, blockRow);
    offer(ending, endings(shown.map((block) => block.name)));
    ending.setAttribute("aria-label", `How the next run of ${now.name} ends`);
    waiting.hidden = now.script.length === 0;
    write(waiting, `Set for the next runs: ${now.script.join(", ")}`);
    again.setAttribute("aria-disabled", String(!redeployable(now)));
    write(count, plural(now.revisions.length, "revision"));
    rows(revisions, now.revisions, (revision) => revision.id, revisionRow);
  };
  return { node, update };
}

const redeployable = (deployment) => ["failed", "warning"].includes(deployment.status);

function blockRow() {
  const name = make("span");
  const status = make("span", { class: "status" });
  const node = make("li", {}, name, " ", status);
  const update = (block) => {
    write(name, `${block.name} (${block.kind})`);
    showStatus(status, block.status);
  };
  return { node, update };
}

function revisionRow() {
  const text = make("span");
  const status = make("span", { class: "status" });
  const node = make("li", {}, text, " ", status);
  const update = (revision) => {
    const notes = revision.notes ? `: ${revision.notes}` : "";
    write(text, `${revision.revision}, release ${revision.spec.release.version}, ${revision.createdAt}${notes}`);
    showStatus(status, revision.status);
  };
  return { node, update };
}
