"""The whole life of a spec and a deployment, by the 17 methods of the vendor's Python client, with each list in both its forms."""

import sys
import uuid

from judge import (
    BLOCK_NAMES, BLOCKS, DEPLOYMENT_FAILED, NOBODY, PARAMETERS, SPEC_OF_ANOTHER_TENANT, TOKEN, Judge, metadata, release, spec,
)
from peak import exceptions
from peak.press import apps
from peak.session import Session

judge = Judge()
# How long deploying takes, in seconds: what the service was told.
deploy_time = float(sys.argv[1])
patience = deploy_time + 10


class Noted:
    """The client, noting which of its methods are called."""

    def __init__(self, client):
        self.client = client
        self.called = set()

    def __getattr__(self, name):
        self.called.add(name)
        return getattr(self.client, name)


def new_client(token=TOKEN):
    return apps.get_client(session=Session(auth_token=token))


press = Noted(new_client())


def both_forms(what, method, items, total, **arguments):
    """Calls a list in both its forms, which have to agree; gives the items."""
    page = method(return_iterator=False, page_size=2, page_number=1, **arguments)
    judge.holds(f"{what}: the page has its counters", {"pageNumber", "pageSize", "pageCount", total, items} <= page.keys(), page.keys())
    judge.same(f"{what}: page size", page["pageSize"], 2)
    pages = list(page[items])
    for number in range(2, page["pageCount"] + 1):
        pages += method(return_iterator=False, page_size=2, page_number=number, **arguments)[items]
    judge.same(f"{what}: as many as the page says", len(pages), page[total])
    if items == "revisions":
        # A defect of this version of the client: it looks for the items under the name of another list.
        key = judge.raises(f"{what}: iterator", KeyError, lambda: list(method(page_size=2, **arguments)))
        judge.same(f"{what}: iterator", key, "deployments")
    else:
        judge.same(f"{what}: iterator", list(method(page_size=2, **arguments)), pages)
    return pages


def specs():
    """Creates a spec and its releases, and looks at them; gives its id."""
    name = f"python-{uuid.uuid4()}"
    created = press.create_spec(spec(name), featured=True, scope="shared", tenants=["tenant1"], parameters=PARAMETERS)
    spec_id = created["id"]
    judge.same("create_spec", created.keys(), {"id"})
    found = press.describe_spec(spec_id)
    for member, value in metadata(name).items():
        judge.same(f"describe_spec: metadata.{member}", found["metadata"].get(member), value)
    judge.same("describe_spec: featured", found["featured"], True)
    judge.same("describe_spec: scope", found["scope"], "shared")
    judge.same("describe_spec: tenants", found["tenants"], ["tenant1"])
    judge.same("describe_spec: blocks", [block["id"] for block in found["latestRelease"]["config"]], list(BLOCKS))

    judge.same("create_spec_release", press.create_spec_release(spec_id, release("1.1.0")), {"id": spec_id, "release": {"version": "1.1.0"}})
    press.create_spec_release(spec_id, release("2.0.0"), parameters=PARAMETERS)
    found = press.describe_spec_release(spec_id, "2.0.0")
    judge.same("describe_spec_release: notes", found["notes"], "Release 2.0.0")
    judge.same("describe_spec_release: parameters", [each["name"] for each in found["parameters"]["run"]], ["num_iterations", "agg_type"])
    releases = both_forms("list_spec_releases", lambda **more: press.list_spec_releases(spec_id, **more), "releases", "releaseCount")
    judge.same("list_spec_releases: newest first", [each["version"] for each in releases], ["2.0.0", "1.1.0", "1.0.0"])

    listed = both_forms("list_specs", press.list_specs, "specs", "specCount", status=["available", "unavailable"], sort=["name:asc"])
    names = [each["metadata"]["name"] for each in listed]
    judge.same("list_specs: in order", names, sorted(names))
    judge.holds("list_specs: has the new one", name in names, names)
    filtered = press.list_specs(
        return_iterator=False, name=name, title="Made", scope=["shared"], featured=True, status=["available"], sort=["createdAt:desc", "title"]
    )
    judge.same("list_specs: filtered", [each["id"] for each in filtered["specs"]], [spec_id])
    judge.same("list_specs: not featured", press.list_specs(return_iterator=False, name=name, featured=False)["specCount"], 0)

    # With the least it takes, the client sends `null` for what was not given.
    least = press.create_spec({**spec(f"least-{name}"), "metadata": {"name": f"least-{name}", "summary": ""}})["id"]
    found = press.describe_spec(least)
    judge.same("create_spec, the least: defaults", [found["scope"], found["featured"], found["tenants"]], ["private", False, []])
    judge.same("delete_spec, the least", press.delete_spec(least), {})

    changed = press.update_spec_metadata(spec_id, {"metadata": {"summary": "Changed", "status": "unavailable"}, "featured": False})
    judge.same("update_spec_metadata: summary", changed["metadata"]["summary"], "Changed")
    judge.same("update_spec_metadata: status", changed["metadata"]["status"], "unavailable")
    judge.same("update_spec_metadata: the rest stays", changed["metadata"]["title"], "Made by the Python client")
    press.update_spec_metadata(spec_id, {"metadata": {"status": "available"}})
    return spec_id, name


def deployments(spec_id):
    """Deploys it, changes it, deploys the next revision, and looks at all of it; gives its id."""
    name = f"python-{uuid.uuid4()}"
    values = {"run": {"num_iterations": 20, "agg_type": "AVG"}}
    body = {
        "metadata": metadata(name),
        "appParameters": values,
        "parameters": {BLOCK_NAMES[0]: {"run": {"num_iterations": 30}}},
        "revision": {"notes": "The first revision"},
        "spec": {"id": spec_id, "release": {"version": "2.0.0"}},
    }
    deployment_id = press.create_deployment(body)["id"]

    def status():
        return press.describe_deployment(deployment_id)["metadata"]["status"]

    if deploy_time:
        judge.same("describe_deployment: status at first", status(), "deploying")
        judge.raises("create_deployment_revision while deploying", exceptions.ConflictException,
                     lambda: press.create_deployment_revision(deployment_id, {}))
    judge.settles("describe_deployment: status in the end", status, "deployed", patience)
    found = press.describe_deployment(deployment_id)
    judge.same("describe_deployment: spec", found["spec"]["id"], spec_id)
    judge.same("describe_deployment: release", found["spec"]["release"]["currentVersion"], "2.0.0")
    judge.same("describe_deployment: blocks", [block["name"] for block in found["latestRevision"]["blocks"]], [f"{name}-{block}" for block in BLOCK_NAMES])

    changed = press.update_deployment_metadata(deployment_id, {"summary": "Changed", "tags": []})
    judge.same("update_deployment_metadata: summary", changed["metadata"]["summary"], "Changed")
    judge.same("update_deployment_metadata: tags", changed["metadata"]["tags"], [])

    created = press.create_deployment_revision(deployment_id, {
        "release": {"version": "1.1.0"},
        "revision": {"notes": "The second revision"},
        "blocksConfig": {"excludes": [{"id": BLOCKS[1]}]},
    })
    judge.same("create_deployment_revision", created, {"id": deployment_id, "revision": 2})
    judge.settles("describe_deployment: status of the second", status, "deployed", patience)
    first = press.describe_deployment_revision(deployment_id, "1")
    judge.same("describe_deployment_revision: notes", first["notes"], "The first revision")
    judge.same("describe_deployment_revision: status", first["status"], "superseded")
    judge.same("describe_deployment_revision: value of the block", first["parameters"][BLOCK_NAMES[0]]["run"]["num_iterations"], 30)
    judge.holds("describe_deployment_revision: hidden value", "AVG" not in repr(first), first)
    second = press.describe_deployment_revision(deployment_id, created["revision"])
    judge.same("describe_deployment_revision: release", second["spec"], {"id": spec_id, "release": {"version": "1.1.0"}})
    judge.same("describe_deployment_revision: blocks", [block["name"] for block in second["blocks"]], [f"{name}-{BLOCK_NAMES[0]}"])

    revisions = both_forms("list_deployment_revisions", lambda **more: press.list_deployment_revisions(deployment_id, **more),
                           "revisions", "revisionCount", sort=["createdAt:desc"], status=["deployed", "superseded"])
    judge.same("list_deployment_revisions", sorted(each["revision"] for each in revisions), [1, 2])
    listed = both_forms("list_deployments", press.list_deployments, "deployments", "deploymentCount", sort=["name:desc"])
    judge.holds("list_deployments: has the new one", deployment_id in [each["id"] for each in listed])
    filtered = press.list_deployments(return_iterator=False, name=name, status=["deployed"])
    judge.same("list_deployments: filtered", [each["id"] for each in filtered["deployments"]], [deployment_id])
    return deployment_id


def redeploys():
    """Runs a failed deployment again."""
    before = press.describe_deployment(DEPLOYMENT_FAILED)
    judge.same("describe_deployment: failed", before["metadata"]["status"], "failed")
    again = press.redeploy(DEPLOYMENT_FAILED)
    judge.same("redeploy: id", again["deploymentId"], DEPLOYMENT_FAILED)
    judge.same("redeploy: revision", again["revision"], before["latestRevision"]["revision"] + 1)
    found = press.describe_deployment(DEPLOYMENT_FAILED)["latestRevision"]
    judge.same("describe_deployment: the new revision", found["id"], again["revisionId"])


def refusals(spec_id, spec_name, deployment_id):
    """Every refusal that the service can give, as the error of the client that stands for it."""
    def refused(what, error, call):
        said = judge.raises(what, error, call)
        judge.holds(f"{what}: a detail for a person", isinstance(said, dict) and bool(said.get("detail")), said)

    refused("a page of no size", exceptions.BadRequestException, lambda: press.list_specs(return_iterator=False, page_size=0))
    refused("an empty name", exceptions.UnprocessableEntityException, lambda: press.update_spec_metadata(spec_id, {"metadata": {"name": ""}}))
    refused("a wrong token", exceptions.UnauthorizedException, lambda: new_client("a-wrong-token").describe_spec(spec_id))
    refused("a spec of another tenant", exceptions.ForbiddenException, lambda: press.delete_spec(SPEC_OF_ANOTHER_TENANT))
    refused("no such spec", exceptions.NotFoundException, lambda: press.describe_spec(NOBODY))
    refused("no such release", exceptions.NotFoundException, lambda: press.describe_spec_release(spec_id, "9.9.9"))
    refused("no such deployment", exceptions.NotFoundException, lambda: press.describe_deployment(NOBODY))
    refused("no such revision", exceptions.NotFoundException, lambda: press.describe_deployment_revision(deployment_id, "99"))
    refused("a name that is taken", exceptions.ConflictException, lambda: press.create_spec(spec(spec_name)))
    refused("a spec that is deployed", exceptions.UnprocessableEntityException, lambda: press.delete_spec(spec_id))
    refused("an older release", exceptions.UnprocessableEntityException, lambda: press.create_spec_release(spec_id, release("1.5.0")))
    same = {"metadata": {"summary": "Changed"}}
    said = judge.raises("nothing to change", exceptions.UnprocessableEntityException, lambda: press.update_spec_metadata(spec_id, same))
    judge.same("nothing to change", said, {"detail": "No changes detected"})
    large = {"metadata": {"description": "x" * (11 * 2**20)}}
    judge.raises("a body that is too large", exceptions.PayloadTooLargeException, lambda: press.update_spec_metadata(spec_id, large))


def removals(spec_id, deployment_id):
    """Removes both, and sees that they are gone."""
    def gone():
        try:
            return press.describe_deployment(deployment_id)["metadata"]["status"]
        except exceptions.NotFoundException:
            return "gone"

    judge.same("delete_deployment", press.delete_deployment(deployment_id), {})
    if deploy_time:
        judge.same("describe_deployment: while deleting", gone(), "deleting")
    judge.settles("describe_deployment: in the end", gone, "gone", patience)
    judge.same("delete_spec", press.delete_spec(spec_id), {})
    judge.raises("describe_spec: deleted", exceptions.NotFoundException, lambda: press.describe_spec(spec_id))


spec_id, spec_name = specs()
deployment_id = deployments(spec_id)
redeploys()
refusals(spec_id, spec_name, deployment_id)
removals(spec_id, deployment_id)
offered = {name for name, what in vars(type(press.client)).items() if callable(what) and not name.startswith("_")}
judge.same("every method of the client was called", offered - press.called, set())
judge.end(f", {len(offered)} methods")
