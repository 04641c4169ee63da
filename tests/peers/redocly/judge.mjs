// Asks Redocly about the document: node judge.mjs DOCUMENT CLI. Every problem is a finding, and so is an exception that nothing needs.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [document, cli] = process.argv.slice(2);
const here = import.meta.dirname;
const exceptions = readFileSync(join(here, ".redocly.lint-ignore.yaml"), "utf8").match(/^ +- /gm)?.length ?? 0;
const run = spawnSync(
  process.execPath,
  [cli, "lint", document, "--config", join(here, "redocly.yaml"), "--format", "json", "--max-problems", "1000"],
  { encoding: "utf8", env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" } },
);
process.stderr.write(run.stderr);
const { problems, totals } = JSON.parse(run.stdout);
for (const { ruleId, message, location } of problems) {
  const [place] = location;
  console.log(`finding: ${ruleId}: ${message} (${place?.pointer ?? `line ${place?.start?.line}`})`);
}
if (totals.ignored !== exceptions) {
  console.log(`finding: ${exceptions} exceptions are written down and ${totals.ignored} are needed`);
}
console.log(`result: all recommended rules, ${totals.ignored} exceptions`);
