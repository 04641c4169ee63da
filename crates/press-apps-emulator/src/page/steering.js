// Time, faults, and everything back to the start.

import { api, exampleSpec, steer } from "./calls.js";
import { announce, find, make, rows, run, write } from "./dom.js";

const moved = ({ changes }) => (changes.length === 0 ? "Nothing changed by that." : changes.map(told).join("; "));
const told = (change) => `${change.name}${change.block ? `, ${change.block}` : ""} is ${change.to}`;

/** Connects the buttons. `latest` gives the last state that was seen, `refresh` looks again. */
export function connectSteering(latest, refresh) {
  const press = (id, action) =>
    find(id).addEventListener("click", (event) =>
      run(event.currentTarget, async () => {
        const said = await action();
        await refresh();
        return said;
      }),
    );
  const submit = (id, action) =>
    find(id).addEventListener("submit", (event) => {
      event.preventDefault();
      run(event.submitter ?? event.currentTarget, async () => {
        const said = await action();
        await refresh();
        return said;
      });
    });

  submit("advance", async () => moved(await steer("POST", "advance", { by: find("advance-by").value.trim() })));
  press("settle", async () => moved(await steer("POST", "settle")));

  const sure = find("sure");
  find("reset").addEventListener("click", () => sure.showModal());
  find("sure-no").addEventListener("click", () => sure.close());
  press("sure-yes", async () => {
    sure.close();
    await steer("POST", "reset");
    return "Everything is as it was at the start.";
  });

  press("example", async () => {
    const created = await api("POST", "v1/apps/specs/", undefined, exampleSpec(latest().blocks, "example"));
    return `The app spec example is there: ${created.id}`;
  });

  for (const id of ["fault-on", "fault-what", "fault-times"]) find(id).addEventListener("input", compose);
  submit("fault", async () => {
    const rule = find("fault-rule").value.trim();
    await steer("POST", "fault", { rule });
    return `Added the fault ${rule}`;
  });
  press("fault-clear", async () => {
    await steer("DELETE", "faults");
    return "There is no fault any more.";
  });
  find("wrong-close").addEventListener("click", () => {
    find("wrong").hidden = true;
    announce("");
  });
}

/** Puts the rule together from what was chosen; it can be changed by hand afterwards. */
function compose() {
  const times = find("fault-times").value;
  find("fault-rule").value = `${find("fault-on").value}:${find("fault-what").value}${times ? `x${times}` : ""}`;
}

/** Offers the operations that a fault can be on. */
export function offerOperations(names) {
  const select = find("fault-on");
  const known = new Set([...select.options].map((option) => option.value));
  for (const name of names) if (!known.has(name)) select.append(make("option", { value: name }, name));
}

export function showFaults(faults) {
  find("no-faults").hidden = faults.length > 0;
  const numbered = faults.map((fault, index) => ({ ...fault, index }));
  rows(find("fault-list"), numbered, (fault) => `${fault.index} ${fault.rule}`, () => {
    const rule = make("code");
    const counts = make("span", { class: "facts" });
    return {
      node: make("li", {}, rule, " ", counts),
      update: (fault) => {
        write(rule, fault.rule);
        write(counts, `reached by ${fault.reached} requests, fired for ${fault.fired}`);
      },
    };
  });
}
