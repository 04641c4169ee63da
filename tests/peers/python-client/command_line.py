"""The same life by the command line of the vendor's Python client: each command for apps once, with files as people write them."""

import json
import os
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

from judge import BLOCK_NAMES, DEPLOYMENT_FAILED, NOBODY, Judge, metadata, release, spec

judge = Judge()
deploy_time = float(sys.argv[1])
# Beside the Python that runs this file.
PEAK = Path(sys.executable).with_name("peak")
COMMANDS = {"specs": set(), "deployments": set()}
folder = Path(tempfile.mkdtemp(prefix="peak-"))


def run(*arguments, **more):
    """Runs a command; gives what it printed, and how it ended."""
    COMMANDS[arguments[0]].add(arguments[1])
    environment = {**os.environ, "API_KEY": os.environ["PRESS_TOKEN"], "COLUMNS": "300", **more}
    return subprocess.run([PEAK, "apps", *arguments], capture_output=True, text=True, env=environment, timeout=60, check=False)


def answer(*arguments):
    """Runs a command that has to succeed; gives the JSON that it prints."""
    judge.looked_at += 1
    done = run(*arguments)
    try:
        if done.returncode == 0:
            return json.loads(done.stdout)
        said = done.stderr.strip().splitlines()[-1:]
    except ValueError as error:
        said = f"{error} in {done.stdout[:300]!r}"
    judge.finding(" ".join(arguments), said)
    sys.exit(1)


def file(name, content):
    """Writes a file of the kind that the commands read. JSON is YAML too."""
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def specs(name):
    """The commands of specs; gives the id of one."""
    templated = {"body": {**spec("{{ name }}"), "version": 1}, "scope": "shared", "tenants": ["tenant1"], "featured": True}
    spec_id = answer("specs", "create", file("spec.yaml", templated), "--params", f"name={name}")["id"]
    found = answer("specs", "describe", spec_id)
    judge.same("specs describe: name", found["metadata"]["name"], name)
    judge.same("specs describe: who may see it", [found["scope"], found["tenants"], found["featured"]], ["shared", ["tenant1"], True])
    page = answer("specs", "list", "--name", name, "--status", "available,archived", "--sort", "createdAt:desc,name", "--scope", "private,shared",
                  "--featured", "--title", "Made", "--page-size", "10", "--page-number", "1")
    judge.same("specs list", [each["id"] for each in page["specs"]], [spec_id])
    changed = answer("specs", "update-metadata", spec_id, file("changed.yaml", {"body": {"metadata": {"title": "Changed"}, "featured": False}}))
    judge.same("specs update-metadata", [changed["metadata"]["title"], changed["featured"]], ["Changed", False])
    created = answer("specs", "create-release", spec_id, file("release.yaml", {"body": release("1.1.0")}))
    judge.same("specs create-release", created, {"id": spec_id, "release": {"version": "1.1.0"}})
    found = answer("specs", "describe-release", "--spec-id", spec_id, "--version", "1.1.0")
    judge.same("specs describe-release: blocks", len(found["config"]), 2)
    found = answer("specs", "list-releases", "--spec-id", spec_id, "--sort", "createdAt:asc,createdBy")
    judge.same("specs list-releases", [each["version"] for each in found["releases"]], ["1.0.0", "1.1.0"])
    return spec_id


def deployments(name, spec_id):
    """The commands of deployments; gives the id of one."""
    body = {"metadata": metadata(name), "parameters": {BLOCK_NAMES[0]: {"run": {}}}, "spec": {"id": spec_id, "release": {"version": "1.0.0"}}}
    deployment_id = answer("deployments", "create", file("deployment.yaml", {"body": body}))["id"]

    def status():
        return answer("deployments", "describe", deployment_id)["metadata"]["status"]

    judge.settles("deployments describe: status", status, "deployed", deploy_time + 10)
    changed = answer("deployments", "update-metadata", deployment_id, file("metadata.yaml", {"body": {"title": "Changed"}}))
    judge.same("deployments update-metadata", changed["metadata"]["title"], "Changed")
    revision = {"body": {"revision": {"notes": "The second"}, "release": {"version": "1.1.0"}}}
    created = answer("deployments", "create-revision", deployment_id, file("revision.yaml", revision))
    judge.same("deployments create-revision", created, {"id": deployment_id, "revision": 2})
    judge.settles("deployments describe: status of the second", status, "deployed", deploy_time + 10)
    found = answer("deployments", "describe-revision", "--deployment-id", deployment_id, "--revision", "2")
    judge.same("deployments describe-revision", [found["notes"], found["status"]], ["The second", "deployed"])
    found = answer("deployments", "list-revisions", deployment_id, "--status", "deployed,superseded", "--sort", "createdAt:desc,createdBy")
    judge.same("deployments list-revisions", sorted(each["revision"] for each in found["revisions"]), [1, 2])
    page = answer("deployments", "list", "--name", name, "--status", "deployed,warning", "--sort", "name:asc,title")
    judge.same("deployments list", [each["id"] for each in page["deployments"]], [deployment_id])
    judge.same("deployments redeploy", answer("deployments", "redeploy", DEPLOYMENT_FAILED)["deploymentId"], DEPLOYMENT_FAILED)
    return deployment_id


def other_forms(name, spec_id, deployment_id):
    """Tables of every list, YAML, and a refusal."""
    tables = [
        (spec_id, "specs", "list"),
        (deployment_id, "deployments", "list"),
        ("Release 1.1.0", "specs", "list-releases", "--spec-id", spec_id),
        ("The second", "deployments", "list-revisions", deployment_id),
    ]
    for shown, *command in tables:
        done = run(*command, "--output", "table")
        judge.holds(f"{' '.join(command)} --output table", done.returncode == 0 and shown in done.stdout, done.stderr[-300:])
    done = run("specs", "list", "--output", "yaml")
    judge.holds("specs list --output yaml", done.returncode == 0 and f"name: {name}" in done.stdout, done.stderr[-300:])
    done = run("specs", "describe", NOBODY)
    judge.same("specs describe: exit code for an unknown one", done.returncode, 1)
    judge.holds("specs describe: what the service said", f"there is no app spec `{NOBODY}`" in done.stderr, done.stderr[-300:])


def removals(spec_id, deployment_id):
    """Removes both."""
    judge.same("deployments delete", answer("deployments", "delete", deployment_id), {})
    judge.settles("deployments describe: gone", lambda: run("deployments", "describe", deployment_id).returncode, 1, deploy_time + 10)
    judge.same("specs delete", answer("specs", "delete", spec_id), {})


def offered(resource):
    """The names of the commands, as the program's help lists them."""
    done = subprocess.run([PEAK, "apps", resource, "--help"], capture_output=True, text=True, env={**os.environ, "COLUMNS": "300"}, check=False)
    lines = done.stdout.partition("─ Commands ─")[2].splitlines()
    rows = [line.strip("│ ").split() for line in lines if line.startswith("│") and line[2:3].strip()]
    return {row[0] for row in rows if row}


name = f"command-line-{uuid.uuid4()}"
spec_id = specs(name)
deployment_id = deployments(name, spec_id)
other_forms(name, spec_id, deployment_id)
removals(spec_id, deployment_id)
for resource, used in COMMANDS.items():
    names = offered(resource)
    judge.holds(f"the help of `peak apps {resource}` lists commands", names)
    judge.same(f"every command of `peak apps {resource}` was used", names - used, set())
judge.end(f", {sum(map(len, COMMANDS.values()))} commands")
