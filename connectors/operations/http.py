"""Ask another system over HTTP: JSON out, JSON back.

Inputs: `service` (a name from services.toml, so no diagram and no applicant chooses a host), `method` (GET), `path`
(a text, or a list of segments that are quoted one by one), `query` (a context), `body` (any JSON value).
Outputs: `status` and `body` (null when the answer is not JSON).

2xx is an answer. 408, 425, 429 and 5xx are tried again. Any other status is a BPMN error `HTTP_404`, `HTTP_409` …
"""

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import quote

import orjson
import requests
import urllib3
from requests.adapters import HTTPAdapter

from connectors.services import BpmnError, Call, Operation, OperationFailed, Service, Services

MAX_ANSWER = 1 << 20
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_LATER = frozenset({408, 425, 429})


class HttpOperation(Operation):
    """One request to a registered system."""

    topic: ClassVar[str] = "http"
    required: ClassVar[frozenset[str]] = frozenset({"service"})
    optional: ClassVar[frozenset[str]] = frozenset({"method", "path", "query", "body"})

    def target(self, inputs: Mapping[str, Any]) -> str:
        return f"{self.topic}:{inputs.get('service')}"

    def run(self, call: Call, services: Services) -> Mapping[str, Any]:
        """One request. Reasons: UNKNOWN_SERVICE, BAD_REQUEST (the diagram's inputs), TIMEOUT, CONNECTION, HTTP_nnn,
        ANSWER_TOO_LARGE, BAD_ANSWER (a body that calls itself JSON and is not)."""
        service = services.get(str(call.inputs.get("service")))
        if service is None:
            raise OperationFailed("UNKNOWN_SERVICE", final=True)
        status, body = _send(service, call)
        return {"status": status, "body": body}


def _send(service: Service, call: Call) -> tuple[int, Any]:
    seconds = min(service.timeout, call.seconds)
    deadline = time.monotonic() + seconds
    request = _request(service, call)
    try:
        with (
            _session(service) as session,
            session.send(
                session.prepare_request(request),
                timeout=seconds,
                allow_redirects=False,
                stream=True,
                verify=session.verify,
            ) as response,
        ):
            content = _read_within(response.raw, deadline)
            return _judge(response, content)
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise OperationFailed("TIMEOUT") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise OperationFailed("CONNECTION") from error


def _request(service: Service, call: Call) -> requests.Request:
    method = str(call.inputs.get("method") or "GET").upper()
    query, body = call.inputs.get("query"), call.inputs.get("body")
    if method not in METHODS or not isinstance(query, Mapping | None):
        raise OperationFailed("BAD_REQUEST", final=True)
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Idempotency-Key": call.key}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if service.token:
        headers["Authorization"] = f"Bearer {service.token}"
    return requests.Request(
        method,
        service.url + _path(call.inputs.get("path")),
        headers=headers,
        params={name: _text(value) for name, value in (query or {}).items() if value is not None},
        data=None if body is None else orjson.dumps(body),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _path(given: object) -> str:
    """The path below the service's own address; what comes from variables cannot lead out of it."""
    segments = given if isinstance(given, list) else str(given or "").strip("/").split("/")
    texts = [_text(segment) for segment in segments if segment != ""]
    if any(text in (".", "..") or not text for text in texts):
        raise OperationFailed("BAD_REQUEST", final=True)
    return "".join("/" + quote(text, safe="") for text in texts)


def _session(service: Service) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.verify = True if service.ca_file is None else str(service.ca_file)
    # attempts below our own would not be counted
    adapter = HTTPAdapter(max_retries=urllib3.Retry(0, read=False))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _read_within(raw: urllib3.HTTPResponse, deadline: float) -> bytes:
    """The body of an answer, however slowly it drips."""
    body = b""
    while chunk := raw.read1(8192, decode_content=False):
        body += chunk
        if len(body) > MAX_ANSWER:
            raise OperationFailed("ANSWER_TOO_LARGE", final=True)
        if time.monotonic() > deadline:
            raise OperationFailed("TIMEOUT")
    return body


def _judge(response: requests.Response, content: bytes) -> tuple[int, Any]:
    status = response.status_code
    if status in _LATER or status >= 500:
        raise OperationFailed(f"HTTP_{status}", after=_wait(response.headers.get("Retry-After", "")))
    if not 200 <= status < 300:
        raise BpmnError(f"HTTP_{status}")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not content or not (kind == "application/json" or kind.endswith("+json")):
        return status, None
    try:
        return status, orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise OperationFailed("BAD_ANSWER") from error


def _wait(retry_after: str) -> timedelta | None:
    """What a Retry-After header in seconds asks for, at most an hour; our own pace suits the header's other spelling."""
    if retry_after.isascii() and retry_after.isdigit():
        return timedelta(seconds=min(int(retry_after[:9]), 3600))
    return None
