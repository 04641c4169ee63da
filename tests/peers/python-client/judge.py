"""What the judges of the Python client share: findings, and how they are reported."""

import os
import sys
import time

TOKEN = os.environ["PRESS_TOKEN"]

# The service starts with these.
BLOCKS = ("0bddb4c6-40c5-45c3-b477-fceb2c051609", "1jgf45hk-38h6-22h6-b460-aceb2c385790")
BLOCK_NAMES = ("workflow-block-private", "webapp-block-private")
SPEC_OF_ANOTHER_TENANT = "c7e2f4b0-93a6-4f0d-8b1c-2e6d5a9f3c22"
DEPLOYMENT_FAILED = "e04e308d-98dc-4443-bb02-c4ef990a3fdc"
NOBODY = "00000000-0000-0000-0000-000000000000"

PARAMETERS = {
    "build": [],
    "run": [
        {"name": "num_iterations", "type": "number", "required": True, "title": "Iterations", "defaultValue": 10},
        {"name": "agg_type", "type": "string", "required": False, "hideValue": True},
    ],
}


def metadata(name):
    """Metadata with everything it can say."""
    return {
        "name": name,
        "title": "Made by the Python client",
        "summary": "Made by the Python client",
        "description": "# Made by the Python client",
        "descriptionContentType": "text/markdown",
        "imageUrl": "https://my-spec-pics.com/image-1.jpg",
        "tags": [{"name": "python"}],
    }


def spec(name):
    """A spec document."""
    return {"version": "1", "kind": "app", "metadata": metadata(name), **release("1.0.0")}


def release(version):
    """A release of both blocks."""
    config = [{"id": block, "release": {"version": "1.0.0"}, "autoRunOnDeploy": n == 0} for n, block in enumerate(BLOCKS)]
    return {"release": {"version": version, "notes": f"Release {version}"}, "config": config}


class Judge:
    """Compares what came back with what should have, and goes on when they differ."""

    def __init__(self):
        self.looked_at = 0
        self.findings = 0

    def finding(self, what, said):
        """Reports one."""
        self.findings += 1
        print(f"finding: {what}: {said}")

    def same(self, what, actual, expected):
        """Both have to be equal."""
        self.looked_at += 1
        if actual != expected:
            self.finding(what, f"expected {expected!r}, found {actual!r}")
        return actual

    def holds(self, what, condition, found=""):
        """This has to be so."""
        self.looked_at += 1
        if not condition:
            self.finding(what, f"it is not so {found!r}")

    def raises(self, what, error, call):
        """The call has to fail with this error; what the error says is given."""
        self.looked_at += 1
        try:
            found = call()
        except error as raised:
            return raised.args[0] if raised.args else None
        except Exception as raised:  # whatever else it may be is a finding
            self.finding(what, f"expected {error.__name__}, found {type(raised).__name__}: {raised}")
        else:
            self.finding(what, f"expected {error.__name__}, found the answer {found!r}")
        return None

    def settles(self, what, look, until, seconds):
        """Looks again until it is as it should be."""
        self.looked_at += 1
        end = time.monotonic() + seconds
        while True:
            found = look()
            if found == until:
                return
            if time.monotonic() > end:
                self.finding(what, f"expected {until!r} within {seconds} s, found {found!r}")
                return
            time.sleep(0.05)

    def end(self, more=""):
        """The last line, and the exit code."""
        print(f"result: {self.looked_at} comparisons{more}")
        sys.exit(1 if self.findings else 0)
