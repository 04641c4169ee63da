"""Sends every request of the Python client to the service under test.

Python reads this file when it starts, because its folder is in PYTHONPATH, so the library and its command line are led alike. The client
builds its addresses from fixed hosts; no request of it leaves this machine. Two of them are no part of the API and are answered here: the
one that starts a session, and the report of use that follows each call.
"""

import os
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

PRESS_HOST = "press.peak.ai"
OTHER_HOST = "service.peak.ai"
ANSWERED_HERE = ("/tenant-management/api/v1/external/tenants/tenant-metadata", "/resource-usage/api/v1/telemetry")

really_send = HTTPAdapter.send


def send(self, request, **options):
    """Stands in for the function that every request goes through."""
    address = urlsplit(request.url)
    if address.hostname == OTHER_HOST and address.path in ANSWERED_HERE:
        return empty_answer(request)
    if address.hostname != PRESS_HOST:
        raise requests.ConnectionError(f"{request.method} {request.url}: not an address of the Press Apps API")
    service = urlsplit(os.environ["PRESS_URL"])
    request.url = urlunsplit((service.scheme, service.netloc, address.path, address.query, ""))
    # No proxy stands between this machine and itself.
    return really_send(self, request, **{**options, "proxies": {}})


def empty_answer(request):
    """What the other service says: an empty object."""
    answer = requests.Response()
    answer.status_code = 200
    answer._content = b"{}"
    answer.url = request.url
    answer.request = request
    return answer


HTTPAdapter.send = send
