"""Asks Schemathesis about the service and the document: judge.py DOCUMENT REPORT. What is special about the document is in `hooks.py`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

document, report = sys.argv[1:]
# What an earlier run kept, which this one would try again.
shutil.rmtree(".schemathesis", ignore_errors=True)
run = subprocess.run(
    [
        Path(sys.executable).with_name("schemathesis"), "--config-file", Path(__file__).with_name("schemathesis.toml"), "run", document,
        "--url", os.environ["PRESS_URL"],
        "--header", f"Authorization: {os.environ['PRESS_TOKEN']}",
        "--checks", "all", "--max-examples", "20", "--seed", "1", "--continue-on-failure",
        "--generation-database", "none",
        "--no-color", "--report", "json", "--report-json-path", report,
    ],
    env={**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "DOCUMENT": document},
    check=False,
)
said = json.loads(Path(report).read_text("utf-8"))
for error in said["errors"]:
    print(f"finding: it could not go on: {error['title']}, {error['count']} times")
if not said["complete"]:
    print(f"finding: it did not come to its end: {said['stop_reason']}")
# Without a request that was carried out, nothing was seen of an operation but how it refuses.
for operation, phases in sorted(said["valid_rates"].items()):
    if not any(phase["accepted"] for phase in phases.values()):
        print(f"finding: {operation}: none of the requests that fit was carried out")
tested = said["operations"]["tested"]
print(f"result: {tested} operations, {said['test_cases']['generated']} requests, {said['filtered']} refused by rules of x-press-rules alone")
sys.exit(run.returncode)
