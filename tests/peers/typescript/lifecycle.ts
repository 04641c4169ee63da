// The whole life of a spec and a deployment, by a TypeScript client whose types are generated from the document. That it compiles, in the
// strictest mode, is half of what it shows.

import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Schemas = components["schemas"];

// The service starts with these.
const BLOCKS = ["0bddb4c6-40c5-45c3-b477-fceb2c051609", "1jgf45hk-38h6-22h6-b460-aceb2c385790"] as const;
const BLOCK_NAME = "workflow-block-private";
const DEPLOYMENT_FAILED = "e04e308d-98dc-4443-bb02-c4ef990a3fdc";
const NOBODY = "00000000-0000-0000-0000-000000000000";

const deployTime = Number(process.argv[2]);
const called = new Set<string>();
let comparisons = 0;
let findings = 0;

const press = createClient<paths>({
  baseUrl: process.env["PRESS_URL"] ?? "",
  headers: { Authorization: process.env["PRESS_TOKEN"] ?? "" },
});
press.use({
  onRequest({ request, schemaPath }) {
    called.add(`${request.method.toLowerCase()} ${schemaPath}`);
  },
});

function finding(what: string, said: string): void {
  findings += 1;
  console.log(`finding: ${what}: ${said}`);
}

function same<T>(what: string, actual: T, expected: T): void {
  comparisons += 1;
  if (!isDeepStrictEqual(actual, expected)) {
    finding(what, `expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`);
  }
}

interface Answer<D> {
  data?: D;
  error?: unknown;
  response: Response;
}

// What a call answers that has to succeed.
async function answer<D>(what: string, status: number, call: Promise<Answer<D>>): Promise<D> {
  const { data, error, response } = await call;
  same(`${what}: status`, response.status, status);
  if (!response.ok) {
    finding(what, JSON.stringify(error));
    process.exit(1);
  }
  return data as D;
}

// A call that has to be refused, with words for a person.
async function refused(what: string, status: number, call: Promise<{ error?: Schemas["ErrorBody"]; response: Response }>): Promise<void> {
  const { error, response } = await call;
  same(`${what}: status`, response.status, status);
  same(`${what}: detail`, typeof error?.detail, "string");
}

// Looks again until it is as it should be.
async function settles(what: string, look: () => Promise<string>, until: string): Promise<void> {
  const end = Date.now() + (deployTime + 10) * 1000;
  let found = await look();
  while (found !== until && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    found = await look();
  }
  same(what, found, until);
}

function metadata(name: string): Schemas["MetadataInput"] {
  return {
    name,
    title: "Made by the TypeScript client",
    summary: "Made by the TypeScript client",
    description: "# Made by the TypeScript client",
    descriptionContentType: "text/markdown",
    imageUrl: "https://my-spec-pics.com/image-1.jpg",
    tags: [{ name: "typescript" }],
  };
}

function config(): Schemas["BlockConfig"][] {
  return BLOCKS.map((id, index) => ({ id, release: { version: "1.0.0" }, autoRunOnDeploy: index === 0 }));
}

const parameters: Schemas["ParameterDefinitions"] = {
  build: [],
  run: [
    { name: "num_iterations", type: "number", required: true, title: "Iterations", defaultValue: 10 },
    {
      name: "agg_type",
      type: "string",
      required: false,
      options: [{ title: "Average", value: "AVG" }, { title: "Sum", value: "SUM" }],
      conditions: [{ dependsOn: "num_iterations", operator: "equals", value: 20 }],
    },
  ],
};

async function specs(name: string): Promise<string> {
  const document: Schemas["AppSpecDocument"] = {
    version: 1,
    kind: "app",
    metadata: metadata(name),
    release: { version: "1.0.0", notes: "The first release" },
    config: config(),
  };
  // The document says of these members that they are JSON texts.
  const body: Schemas["CreateSpecRequest"] = {
    spec: JSON.stringify(document),
    featured: JSON.stringify(true),
    scope: "shared",
    tenants: JSON.stringify(["tenant1"]),
    parameters: JSON.stringify(parameters),
  };
  const { id: specId } = await answer("create_spec", 201, press.POST("/v1/apps/specs/", { body }));
  const path = { specId };
  const spec = await answer("describe_spec", 200, press.GET("/v1/apps/specs/{specId}", { params: { path } }));
  same("describe_spec: name", spec.metadata.name, name);
  same("describe_spec: tags", spec.metadata.tags, [{ name: "typescript" }]);
  same("describe_spec: who may see it", [spec.scope, spec.tenants, spec.featured], ["shared", ["tenant1"], true]);
  same("describe_spec: release", spec.latestRelease?.version, "1.0.0");

  const query = { name, status: ["available" as const, "archived" as const], sort: ["createdAt:desc", "name"], featured: true, pageSize: 10, pageNumber: 1 };
  const page = await answer("list_specs", 200, press.GET("/v1/apps/specs/", { params: { query } }));
  same("list_specs", [page.specCount, page.pageCount, page.specs.map((each) => each.id)], [1, 1, [specId]]);

  const change: Schemas["UpdateSpecRequest"] = { metadata: { summary: "Changed" }, featured: false };
  const changed = await answer("update_spec_metadata", 200, press.PATCH("/v1/apps/specs/{specId}", { params: { path }, body: change }));
  same("update_spec_metadata", [changed.metadata.summary, changed.featured], ["Changed", false]);
  await refused("nothing to change", 422, press.PATCH("/v1/apps/specs/{specId}", { params: { path }, body: change }));

  const release: Schemas["CreateReleaseRequest"] = { release: { version: "1.1.0", notes: "The second release" }, config: config(), parameters };
  const created = await answer("create_spec_release", 201, press.POST("/v1/apps/specs/{specId}/releases", { params: { path }, body: release }));
  same("create_spec_release", created, { id: specId, release: { version: "1.1.0" } });
  await refused("an older release", 422, press.POST("/v1/apps/specs/{specId}/releases", { params: { path }, body: release }));
  const found = await answer(
    "describe_spec_release",
    200,
    press.GET("/v1/apps/specs/{specId}/releases/{release}", { params: { path: { specId, release: "1.1.0" } } }),
  );
  same("describe_spec_release: parameters", found.parameters?.run?.map((each) => each.name), ["num_iterations", "agg_type"]);
  same("describe_spec_release: condition", found.parameters?.run?.[1]?.conditions, parameters.run?.[1]?.conditions);
  const releases = await answer("list_spec_releases", 200, press.GET("/v1/apps/specs/{specId}/releases", { params: { path } }));
  same("list_spec_releases", releases.releases.map((each) => each.version), ["1.1.0", "1.0.0"]);
  await refused("no such spec", 404, press.GET("/v1/apps/specs/{specId}", { params: { path: { specId: NOBODY } } }));
  await refused("a name that is taken", 409, press.POST("/v1/apps/specs/", { body }));
  return specId;
}

async function deployments(name: string, specId: string): Promise<string> {
  const body: Schemas["CreateDeploymentRequest"] = {
    metadata: metadata(name),
    appParameters: { run: { num_iterations: 20, agg_type: "AVG" } },
    parameters: { [BLOCK_NAME]: { run: { num_iterations: 20 } } },
    revision: { notes: "The first revision" },
    spec: { id: specId, release: { version: "1.1.0" } },
  };
  const { id: deploymentId } = await answer("create_deployment", 201, press.POST("/v1/apps/deployments/", { body }));
  const path = { deploymentId };
  const describe = () => answer("describe_deployment", 200, press.GET("/v1/apps/deployments/{deploymentId}", { params: { path } }));
  const status = async () => (await describe()).metadata.status;
  if (deployTime > 0) {
    same("describe_deployment: status at first", await status(), "deploying");
    await refused("a revision while deploying", 409, press.POST("/v1/apps/deployments/{deploymentId}/revisions", { params: { path }, body: {} }));
  }
  await settles("describe_deployment: status in the end", status, "deployed");
  const deployment = await describe();
  same("describe_deployment: release", deployment.spec?.release?.currentVersion, "1.1.0");
  same("describe_deployment: blocks", deployment.latestRevision?.blocks?.length, 2);

  const change: Schemas["UpdateDeploymentRequest"] = { summary: "Changed", tags: [] };
  const changed = await answer("update_deployment_metadata", 200, press.PATCH("/v1/apps/deployments/{deploymentId}", { params: { path }, body: change }));
  same("update_deployment_metadata", [changed.metadata.summary, changed.metadata.tags], ["Changed", []]);

  const revision: Schemas["CreateRevisionRequest"] = {
    release: { version: "1.0.0" },
    revision: { notes: "The second revision" },
    blocksConfig: { excludes: [{ id: BLOCKS[1] }] },
  };
  const created = await answer(
    "create_deployment_revision",
    201,
    press.POST("/v1/apps/deployments/{deploymentId}/revisions", { params: { path }, body: revision }),
  );
  same("create_deployment_revision", created, { id: deploymentId, revision: 2 });
  await settles("describe_deployment: status of the second", status, "deployed");
  const first = await answer(
    "describe_deployment_revision",
    200,
    press.GET("/v1/apps/deployments/{deploymentId}/revisions/{revision}", { params: { path: { deploymentId, revision: 1 } } }),
  );
  same("describe_deployment_revision", [first.notes, first.status, first.spec?.release?.version], ["The first revision", "superseded", "1.1.0"]);
  same("describe_deployment_revision: value of the block", first.parameters?.[BLOCK_NAME]?.run?.["num_iterations"], 20);
  const revisions = await answer(
    "list_deployment_revisions",
    200,
    press.GET("/v1/apps/deployments/{deploymentId}/revisions", { params: { path, query: { status: ["deployed", "superseded"], pageSize: 1, pageNumber: 2 } } }),
  );
  same("list_deployment_revisions", [revisions.revisionCount, revisions.pageCount, revisions.revisions.length], [2, 2, 1]);
  const query = { name, status: ["deployed" as const], sort: ["name:asc"] };
  const page = await answer("list_deployments", 200, press.GET("/v1/apps/deployments/", { params: { query } }));
  same("list_deployments", page.deployments.map((each) => each.id), [deploymentId]);

  const again = await answer(
    "redeploy",
    202,
    press.POST("/v1/apps/deployments/{deploymentId}/redeploy", { params: { path: { deploymentId: DEPLOYMENT_FAILED } } }),
  );
  same("redeploy", [again.deploymentId, again.revision], [DEPLOYMENT_FAILED, 2]);
  return deploymentId;
}

async function removals(specId: string, deploymentId: string): Promise<void> {
  const path = { deploymentId };
  await refused("a spec that is deployed", 422, press.DELETE("/v1/apps/specs/{specId}", { params: { path: { specId } } }));
  await answer("delete_deployment", 200, press.DELETE("/v1/apps/deployments/{deploymentId}", { params: { path } }));
  const status = async () => {
    const { data, response } = await press.GET("/v1/apps/deployments/{deploymentId}", { params: { path } });
    return response.status === 404 ? "gone" : (data?.metadata.status ?? "no answer");
  };
  if (deployTime > 0) {
    same("describe_deployment: while deleting", await status(), "deleting");
  }
  await settles("describe_deployment: in the end", status, "gone");
  await answer("delete_spec", 200, press.DELETE("/v1/apps/specs/{specId}", { params: { path: { specId } } }));
  await refused("describe_spec: deleted", 404, press.GET("/v1/apps/specs/{specId}", { params: { path: { specId } } }));
}

const name = `typescript-${crypto.randomUUID()}`;
const specId = await specs(name);
await removals(specId, await deployments(name, specId));
const offered = new Set(readFileSync("schema.d.ts", "utf8").match(/operations\["\w+"\]/g));
console.log(`result: ${comparisons} comparisons, ${called.size} of ${offered.size} operations`);
process.exit(findings > 0 ? 1 : 0);
