"""One describe as a whole program: `once.py ROW URL ID`. It prints the processor time of its whole life in nanoseconds, and its peak of memory in kB."""

import os
import sys
import time

row, url, spec_id = sys.argv[1:]

if row == "peak-sdk":
    os.environ["PRESS_URL"] = url
    from peak.press import apps
    from peak.session import Session

    spec = apps.get_client(session=Session(auth_token="bench-token-0123456789")).describe_spec(spec_id)
else:
    import asyncio
    import ssl

    import aiohttp
    import orjson

    async def describe():
        tls = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"]) if url.startswith("https") else True
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=tls)) as session:
            async with session.get(f"{url}/v1/apps/specs/{spec_id}") as answer:
                return orjson.loads(await answer.read())

    spec = asyncio.run(describe())

if spec["id"] != spec_id:
    sys.exit("another spec")
try:
    with open("/proc/self/status") as file:
        peak = next(line.split()[1] for line in file if line.startswith("VmHWM"))
except OSError:
    peak = 0
print(time.process_time_ns(), peak)
