#!/usr/bin/env python3
"""Takes docs/emulator.png, the picture in README.md: a deployment whose second block failed, as the page of the emulator shows it.

Run it when the page changes. Needs chromium, and the program: cargo build -p press-apps-emulator
"""
import base64
import itertools
import json
import os
import pathlib
import subprocess
import tempfile
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLAGS = "--seed-data --clock virtual --deploy-time 10m --script churn=fail:2"
SPEC = "a3e77006-86f3-4829-8c43-f21ad462dbbd"
WIDTH, HEIGHT = 1080, 570


def post(url, body):
    headers = {"Authorization": "emulator-token", "Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers)).read()


class Browser:
    """Chromium, driven through its own pipes."""

    def __init__(self, folder):
        (theirs_in, self.orders), (self.answers, theirs_out) = os.pipe(), os.pipe()

        def pipes():
            os.dup2(theirs_in, 3)
            os.dup2(theirs_out, 4)

        # Beyond the two places that the protocol has, so that putting one there does not close the other.
        theirs_in, theirs_out = (os.dup2(end, place, inheritable=True) for end, place in [(theirs_in, 20), (theirs_out, 21)])
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
        flags += ["--remote-debugging-pipe", f"--user-data-dir={folder}"]
        self.process = subprocess.Popen(
            ["chromium", *flags], preexec_fn=pipes, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.ids, self.rest = itertools.count(1), b""

    def order(self, method, session=None, **params):
        order = {"id": next(self.ids), "method": method, "params": params}
        os.write(self.orders, json.dumps(order | ({"sessionId": session} if session else {})).encode() + b"\0")
        while True:
            while b"\0" not in self.rest:
                self.rest += os.read(self.answers, 1 << 20)
            message, self.rest = self.rest.split(b"\0", 1)
            message = json.loads(message)
            if message.get("id") == order["id"]:
                return message["result"]


def main():
    program = subprocess.Popen([ROOT / "target/debug/press-apps-emulator", *FLAGS.split()], stdout=subprocess.PIPE, text=True)
    folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    browser = Browser(folder.name)
    try:
        url = program.stdout.readline().strip()
        post(f"{url}/v1/apps/deployments/", {"metadata": {"name": "churn", "summary": "Predicts churn"}, "spec": {"id": SPEC}})
        post(f"{url}/_emulator/advance", {"by": "10m"})
        target = browser.order("Target.createTarget", url="about:blank")["targetId"]
        tab = browser.order("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        browser.order("Emulation.setDeviceMetricsOverride", tab, **size)
        browser.order("Page.navigate", tab, url=url)
        card = "document.querySelector('article[aria-label=\"Deployment churn\"]')"
        wait = f"new Promise((done) => {{ const look = () => {card} ? done() : setTimeout(look, 50); look(); }})"
        place = f"{wait}.then(() => {card}.getBoundingClientRect().top + scrollY - 8)"
        # The first look may meet the page before it.
        for _ in range(50):
            told = browser.order("Runtime.evaluate", tab, expression=place, awaitPromise=True, returnByValue=True)
            if "value" in told.get("result", {}):
                break
        clip = {"x": 0, "y": told["result"]["value"], "width": WIDTH, "height": HEIGHT, "scale": 1}
        picture = browser.order("Page.captureScreenshot", tab, clip=clip, captureBeyondViewport=True)["data"]
        (ROOT / "docs/emulator.png").write_bytes(base64.b64decode(picture))
    finally:
        program.kill()
        browser.process.kill()


main()
