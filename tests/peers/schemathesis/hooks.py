"""What Schemathesis has to know of this document that OpenAPI cannot say.

- A text that carries JSON (`x-press-json-text`): values are made, and judged, by the schema of what it carries, and become text when they
  are sent. So requests that fit reach what is behind the first look at the text, and each mistake inside the text is a mistake.
- The samples that lie beside the document, read from there, and the ids of what the service starts with.
- Rules that OpenAPI cannot say (`x-press-rules`): a refusal that names one of them is right, whatever the schema says. The service names
  the rule at the end of its sentence, in brackets.

Nothing else is forgiven. What is left is printed in the end, one line for each kind of finding and operation, with its last case.
"""

import atexit
import json
import os
import re
from collections import Counter
from pathlib import Path

import schemathesis

EXAMPLES = Path(os.environ["DOCUMENT"]).parent
# The texts that each pattern and the rule beside it take and refuse, and those that the rule alone refuses.
TEXTS = EXAMPLES.parent / "crates/press-apps-model/tests/texts.json"
# What is there when the service starts, as examples of the parameters of paths: by chance nothing is ever found.
THERE = {
    "specId": "a3e77006-86f3-4829-8c43-f21ad462dbbd",
    "release": "1.0.0",
    "deploymentId": "db283fc2-9164-4027-b09e-8c1ecedb122b",
    "revision": 1,
}
# A rule that the service names in the words of the vendor's own service, as the document has them.
IN_WORDS = {'{"detail":"No changes detected"}': "something-to-change"}
# What the service takes beside the document, because the vendor's client sends it for what was not given: `null` for these members. The
# table of disagreements in openapi/README.md has it.
NULLS = {"create_spec": {"featured", "parameters", "scope"}, "create_spec_release": {"parameters"}}
# Of one operation, by method and path: the members of its body that carry JSON, once the document was read.
texts = {}
# The ids of the rules that stand nowhere in the document beside a pattern, or beside one that says less.
unstatable = set()
# How often each rule was the reason of a refusal, and what was found.
refused_by = Counter()
findings = {}


def nodes(node):
    """Every object of the document."""
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from nodes(child)
    elif isinstance(node, list):
        for child in node:
            yield from nodes(child)


def has_pattern(node):
    """Whether a schema, or the one of a parameter, or the one of its items, has a pattern."""
    schema = node.get("schema", node)
    return "pattern" in schema or "pattern" in schema.get("items", {})


def carries_json(schema):
    """The members of an object schema that carry JSON, with the schema of what they carry."""
    members = schema.get("properties", {}).items()
    return {name: member["x-press-json-text"] for name, member in members if isinstance(member, dict) and "x-press-json-text" in member}


def decoded(sample, members):
    """A sample of a body as it is before it is sent."""
    return {name: json.loads(value) if name in members and isinstance(value, str) else value for name, value in sample.items()}


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Takes from the document what is special about it, and leaves one that Schemathesis understands."""
    rules = [(node, set(node["x-press-rules"])) for node in nodes(raw_schema) if isinstance(node.get("x-press-rules"), list)]
    unstatable.update(*(named for _, named in rules))
    unstatable.difference_update(*(named for node, named in rules if has_pattern(node)))
    table = json.loads(TEXTS.read_text("utf-8"))
    unstatable.update(row["rule"] for row in table if row.get("rule-only"))
    schemas = raw_schema["components"]["schemas"]
    of_schema = {name: carries_json(schema) for name, schema in schemas.items()}
    for path, item in raw_schema["paths"].items():
        for method, operation in item.items():
            body = operation.get("requestBody", {}) if isinstance(operation, dict) else {}
            for media in body.get("content", {}).values():
                name = media["schema"].get("$ref", "").rpartition("/")[2]
                members = set(of_schema.get(name, {}))
                texts[method.upper(), path] = members
                for example in media.get("examples", {}).values():
                    example["value"] = decoded(json.loads((EXAMPLES / example.pop("externalValue")).read_text("utf-8")), members)
    for node in nodes(raw_schema):
        if "externalValue" in node:
            node["value"] = json.loads((EXAMPLES / node.pop("externalValue")).read_text("utf-8"))
    for name, members in of_schema.items():
        schemas[name].get("properties", {}).update(members)
    for parameter in raw_schema["components"]["parameters"].values():
        if parameter["in"] == "path" and parameter["name"] in THERE:
            parameter["example"] = THERE[parameter["name"]]


@schemathesis.serializer("application/json")
def as_sent(context, value):
    """A body as it is sent."""
    if isinstance(value, bytes):
        return value
    members = texts.get((context.case.method, context.case.path), set())
    if isinstance(value, dict):
        value = {name: written(member) if name in members else member for name, member in value.items()}
    return written(value).encode()


def written(value):
    """A value as JSON. What is no text is made one as Schemathesis does it."""
    return json.dumps(value, default=str)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure is one: not when what fits the schema is refused for a rule that no schema can say."""
    if type(failure).__name__ == "RejectedPositiveData":
        named = rules_named(response.text)
        if named:
            refused_by.update(named)
            return False
    what = next((line for line in failure.message.split("\n") if line.startswith("Invalid component")), "")
    nulls = NULLS.get(case.operation.definition.raw.get("operationId"), set())
    if type(failure).__name__ == "AcceptedNegativeData" and isinstance(case.body, dict):
        if any(f"in body - {member}:" in what and case.body.get(member, 0) is None for member in nulls):
            refused_by["(taken) null for what was not given"] += 1
            return False
    findings[failure.title, case.operation.label, what] = f"{response.status_code} {response.text[:300]}"
    return True


def rules_named(text):
    """The rules that no schema can say among those that a refusal names."""
    named = re.findall(r"\[([a-z-]+)\]", text) + [rule for words, rule in IN_WORDS.items() if words in text]
    return unstatable.intersection(named)


@atexit.register
def report():
    """Prints what was found, and what the rules refused."""
    for (title, operation, what), said in sorted(findings.items()):
        print(f"finding: {title}: {operation}: {what or 'the service said'}: {said}")
    print("refused by rules:", ", ".join(f"{rule} {count}" for rule, count in refused_by.most_common()) or "nothing")
