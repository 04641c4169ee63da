"""A client in Python that does one job after the other and says what each took, as `src/worker.rs` does. Its argument is the row."""

import asyncio
import json
import os
import sys
import time

TOKEN = "bench-token-0123456789"
SPEC_ID = "a3e77006-86f3-4829-8c43-f21ad462dbbd"
PREFIX = "00000000-0000-4000-8000-"


def work(ids):
    """What was got: how many, and the checksum of `src/job.rs`."""
    items = checksum = 0
    for each in ids:
        items += 1
        checksum = (checksum * 31 + int(each.removeprefix(PREFIX))) % 1_000_000_007
    return {"items": items, "checksum": checksum}


def described(specs):
    wrong = [spec["id"] for spec in specs if spec["id"] != SPEC_ID]
    if wrong:
        raise ValueError(f"asked for {SPEC_ID}, got {wrong[0]}")
    return {"items": len(specs), "checksum": 0}


class Aiohttp:
    """aiohttp with orjson, and as many pages at once as it is told: what somebody writes who wants it fast."""

    def __init__(self):
        import aiohttp
        import orjson

        self.aiohttp, self.orjson = aiohttp, orjson
        self.loop = asyncio.new_event_loop()
        self.sessions = {}

    def forget(self):
        for session in self.sessions.values():
            self.loop.run_until_complete(session.close())
        self.sessions = {}

    def session(self, url):
        if url not in self.sessions:

            async def make():
                import ssl

                tls = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"]) if url.startswith("https") else True
                connector = self.aiohttp.TCPConnector(limit=0, ssl=tls)
                return self.aiohttp.ClientSession(connector=connector, headers={"authorization": TOKEN})

            self.sessions[url] = self.loop.run_until_complete(make())
        return self.sessions[url]

    async def get(self, session, url, **query):
        async with session.get(url, params=query or None) as answer:
            answer.raise_for_status()
            return self.orjson.loads(await answer.read())

    def describe(self, url, times):
        session = self.session(url)

        async def run():
            return [await self.get(session, f"{url}/v1/apps/specs/{SPEC_ID}") for _ in range(times)]

        return self.loop.run_until_complete(run())

    def list(self, url, size, k):
        session = self.session(url)

        async def run():
            allowed = asyncio.Semaphore(max(k, 1))

            async def page(number):
                async with allowed:
                    return await self.get(session, f"{url}/v1/apps/specs/", pageNumber=number, pageSize=size)

            first = await page(1)
            rest = await asyncio.gather(*map(page, range(2, first["pageCount"] + 1)))
            return [spec for page in (first, *rest) for spec in page["specs"]]

        return self.loop.run_until_complete(run())


class Peak:
    """The vendor's client. Its environment leads it to the fixture; what it reports of its use is answered within the process."""

    def __init__(self):
        os.environ["PRESS_URL"] = "http://127.0.0.1:1"
        from peak.press import apps
        from peak.session import Session

        self.new = lambda: apps.get_client(session=Session(auth_token=TOKEN))
        self.client = self.new()

    def forget(self):
        self.client = self.new()

    def describe(self, url, times):
        os.environ["PRESS_URL"] = url
        return [self.client.describe_spec(SPEC_ID) for _ in range(times)]

    def list(self, url, size, k):
        os.environ["PRESS_URL"] = url
        return list(self.client.list_specs(page_size=size))

    def stream(self, url, size):
        os.environ["PRESS_URL"] = url
        return work(spec["id"] for spec in self.client.list_specs(page_size=size))


class Orjson:
    """orjson reading a page into dicts."""

    def __init__(self):
        import orjson

        self.loads = orjson.loads

    def forget(self):
        pass

    def decode(self, times, size):
        with open(os.environ["BENCH_SAMPLE"], "rb") as file:
            item = json.load(file)["specs"][0]
        items = [{**item, "id": f"{PREFIX}{number:012}"} for number in range(size)]
        page = {"pageCount": 1, "pageNumber": 1, "pageSize": size, "specCount": size, "specs": items}
        # As compact as the page that the others read.
        body = json.dumps(page, separators=(",", ":"), ensure_ascii=False).encode()
        start = now()
        for _ in range(times):
            decoded = self.loads(body)
        return spent(start), work(spec["id"] for spec in decoded["specs"])


def now():
    return time.perf_counter_ns(), time.process_time_ns()


def spent(start):
    end = now()
    return {"wall": end[0] - start[0], "cpu": end[1] - start[1]}


def memory():
    try:
        with open("/proc/self/status") as file:
            lines = dict(line.split(":", 1) for line in file)
        return {"resident": int(lines["VmRSS"].split()[0]), "peak": int(lines["VmHWM"].split()[0])}
    except OSError:
        return {}


def done(client, job):
    if job["fresh"]:
        client.forget()
    task, url = job["task"], job["url"]
    if task == "nothing":
        return {"items": 0, "checksum": 0}
    if task == "decode":
        took, got = client.decode(job["times"], job["page"])
        return {**took, **got}
    start = now()
    if task == "describe":
        got = client.describe(url, job["times"])
        return {**spent(start), **described(got)}
    if task == "stream":
        got = client.stream(url, job["page"])
        return {**spent(start), **got}
    got = client.list(url, job["page"], job["k"])
    # What is looked at is looked at when the clock has stopped.
    return {**spent(start), **work(spec["id"] for spec in got)}


def main():
    client = {"aiohttp + orjson": Aiohttp, "peak-sdk": Peak, "orjson, into dicts": Orjson}[sys.argv[1]]()
    for line in sys.stdin:
        try:
            answer = done(client, json.loads(line))
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps({**answer, **memory()}), flush=True)
    client.forget()


main()
