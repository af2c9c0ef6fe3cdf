"""The transport of the client: addresses, credentials, retries, bodies and errors."""

from __future__ import annotations

import base64
import email.utils
import json
import random
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Union
from urllib.parse import SplitResult, quote, urlencode, urljoin, urlsplit

from ._json import Decoder, to_json
from ._transport import TransportError, send

Provided = Union[str, Callable[[], str]]

_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_MAX_REDIRECTS = 10


@dataclass(frozen=True)
class BasicCredentials:
    """Name and password for HTTP basic authentication."""

    username: str
    password: str


@dataclass(frozen=True)
class ClientCredentials:
    """What a token is fetched with (OAuth2 client credentials)."""

    client_id: str
    client_secret: str
    scopes: Sequence[str] | None = None
    token_url: str | None = None


@dataclass(frozen=True)
class SecurityScheme:
    """How the API knows its callers."""

    kind: str
    name: str = ""
    token_url: str = ""
    scopes: tuple[str, ...] = ()


class ApiError(Exception):
    """An answer that is no success."""

    def __init__(self, method: str, url: str, status: int, headers: Mapping[str, str], body: Any) -> None:
        super().__init__(f"{method} {url} answered {status}")
        self.method = method
        self.url = url
        self.status = status
        self.headers = headers
        self.body = body


class BadRequestError(ApiError):
    """400: the request is wrong."""


class UnauthorizedError(ApiError):
    """401: the credentials are missing or wrong."""


class ForbiddenError(ApiError):
    """403: the caller may not do this."""


class NotFoundError(ApiError):
    """404: there is no such thing."""


class ConflictError(ApiError):
    """409: it contradicts what is there."""


class UnprocessableEntityError(ApiError):
    """422: the request is understood and not accepted."""


class TooManyRequestsError(ApiError):
    """429: too many requests in too short a time."""


class ServerError(ApiError):
    """5xx: the API failed."""


_ERRORS: dict[int, type[ApiError]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: TooManyRequestsError,
}


class Format(NamedTuple):
    """How a parameter of several parts is written."""

    style: str = "form"
    explode: bool = True
    allow_reserved: bool = False


class Body(NamedTuple):
    """The body of a request; kind is json, form, multipart, text or binary."""

    kind: str
    media_type: str
    value: Any


@dataclass
class Response:
    """An answer as it came."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        return json.loads(self.content) if self.content.strip() else None


@dataclass
class HttpClient:
    """Sends requests; one may be shared by threads."""

    base_url: str | None
    address: str | None
    schemes: Mapping[str, SecurityScheme]
    credentials: Mapping[str, Any]
    headers: Mapping[str, str]
    timeout: float
    max_retries: int
    retry_delay: float
    max_retry_delay: float
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Sequence[tuple[Any, ...]] = (),
        raw_query: str | None = None,
        headers: Mapping[str, Any] | None = None,
        cookies: Mapping[str, Any] | None = None,
        body: Body | None = None,
        security: Sequence[Sequence[str]] = (),
        accept: str | None = None,
        errors: Mapping[str, Decoder] | None = None,
        idempotent: bool = False,
        server: str | None = None,
        timeout: float | None = None,
    ) -> Response:
        """Makes a request and answers a success; anything else is raised."""
        base = (self.base_url or server or self.address or "").rstrip("/")
        if not base:
            raise ValueError("base_url is not set: the API names no address of its own.")
        attempts = (self.max_retries if idempotent else 0) + 1
        attempt, renewed = 1, False
        while True:
            sent = dict(self.headers)
            pairs = [pair for pair in (raw_query or "").split("&") if pair]
            for name, value, *form in query if raw_query is None else ():
                pairs.extend(_query(name, value, *form))
            sent.update({name: _simple(value, False) for name, value in (headers or {}).items() if value is not None})
            jar = [f"{name}={quote(_simple(value, False), safe='')}" for name, value in (cookies or {}).items() if value is not None]
            chosen = self._authorize(security, sent, pairs, jar)
            if jar:
                sent["Cookie"] = "; ".join(jar)
            if accept:
                sent.setdefault("Accept", accept)
            data = _write(body, sent)
            url = base + path + ("?" + "&".join(pairs) if pairs else "")
            try:
                status, received, content = _exchange(method, url, sent, data, timeout or self.timeout)
            except TransportError:
                if attempt >= attempts:
                    raise
                time.sleep(self._delay(attempt))
                attempt += 1
                continue
            if 200 <= status < 300:
                return Response(status, received, content)
            if status == 401 and not renewed and self._forget(chosen):
                renewed = True
                continue
            asked = _retry_after(received)
            wait = self._delay(attempt) if asked is None else asked
            if attempt >= attempts or status not in _RETRIED or wait > self.max_retry_delay:
                raise _error(method, url, status, received, content, errors or {})
            time.sleep(wait)
            attempt += 1

    def pages(self, method: str, path: str, *, header: str, parameter: str | None, query: Sequence[tuple[Any, ...]] = (), **rest: Any) -> Iterator[Response]:
        """Makes a request, and again for each further page that a header of the answer tells of: by a link, or by the next value of a parameter."""
        before: str | None = None
        while True:
            response = self.request(method, path, query=query, raw_query=before if parameter is None else None, **rest)
            yield response
            told = _header(response.headers, header)
            following = _next_query(told) if parameter is None else told or None
            if following is None or following == before:
                return
            if parameter is not None:
                query = [pair for pair in query if pair[0] != parameter] + [(parameter, following)]
            before = following

    def _authorize(self, security: Sequence[Sequence[str]], headers: dict[str, str], query: list[str], cookies: list[str]) -> Sequence[str]:
        """Takes the first alternative for which all credentials are there; sends none where none is."""
        chosen = next((needed for needed in security if all(self.credentials.get(name) is not None for name in needed)), ())
        for name in chosen:
            scheme, credential = self.schemes[name], self.credentials[name]
            if isinstance(credential, BasicCredentials):
                pair = f"{credential.username}:{credential.password}".encode()
                headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
                continue
            if isinstance(credential, ClientCredentials):
                value = self._token(name, scheme, credential)
            else:
                value = credential() if callable(credential) else credential
            if scheme.kind == "header":
                headers[scheme.name] = value
            elif scheme.kind == "query":
                key = quote(scheme.name, safe="")
                # the link to a next page may repeat a key
                query[:] = [pair for pair in query if pair.partition("=")[0] != key] + [f"{key}={quote(value, safe='')}"]
            elif scheme.kind == "cookie":
                cookies.append(f"{scheme.name}={quote(value, safe='')}")
            else:
                headers["Authorization"] = f"Bearer {value}"
        return chosen

    def _forget(self, names: Sequence[str]) -> bool:
        with self._lock:
            return any([self._tokens.pop(name, None) is not None for name in names])

    def _token(self, name: str, scheme: SecurityScheme, credentials: ClientCredentials) -> str:
        with self._lock:
            known = self._tokens.get(name)
            if known is not None and known[1] > time.monotonic():
                return known[0]
            form = {"grant_type": "client_credentials"}
            scopes = scheme.scopes if credentials.scopes is None else credentials.scopes
            if scopes:
                form["scope"] = " ".join(scopes)
            pair = f"{quote(credentials.client_id, safe='')}:{quote(credentials.client_secret, safe='')}".encode()
            headers = {
                "Authorization": "Basic " + base64.b64encode(pair).decode(),
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            }
            url = urljoin((self.base_url or self.address or "").rstrip("/") + "/", credentials.token_url or scheme.token_url)
            status, received, content = _exchange("POST", url, headers, urlencode(form).encode(), self.timeout)
            if status != 200:
                raise _error("POST", url, status, received, content, {})
            answer = json.loads(content)
            # renewed a little early, so that it does not expire on its way
            self._tokens[name] = (answer["access_token"], time.monotonic() + max(0, int(answer.get("expires_in", 300)) - 30))
            return str(answer["access_token"])

    def _delay(self, attempt: int) -> float:
        longest = min(self.retry_delay * 2 ** (attempt - 1), self.max_retry_delay)
        return longest * (0.5 + random.random() / 2)


def _exchange(method: str, url: str, headers: Mapping[str, str], data: bytes | None, timeout: float) -> tuple[int, Mapping[str, str], bytes]:
    """Sends a request, and on to where the answer says it is to go."""
    hops = 0
    while True:
        status, received, content = send(method, url, headers, data, timeout)
        following = _redirected(method, url, headers, data, status, received.get("Location"))
        if following is None or hops == _MAX_REDIRECTS:
            return status, received, content
        method, url, headers, data = following
        hops += 1


def _redirected(
    method: str, url: str, headers: Mapping[str, str], data: bytes | None, status: int, location: str | None
) -> tuple[str, str, Mapping[str, str], bytes | None] | None:
    """What an answer asks for instead; None where it is no redirect, or is not followed.

    A write goes on at its own origin only and stays a write (303 asks for its result), and nothing goes from https to http. To another origin no header goes but Accept: what says who
    calls stays with the API.
    """
    if status not in (301, 302, 303, 307, 308) or not location:
        return None
    target = urljoin(url, location)
    old, new = urlsplit(url), urlsplit(target)
    same = (old.scheme, old.hostname, _port(old)) == (new.scheme, new.hostname, _port(new))
    reads = method in ("GET", "HEAD")
    if new.scheme not in ("http", "https") or (old.scheme == "https" and new.scheme == "http"):
        return None
    if not reads and status != 303 and (status < 307 or not same):
        return None
    kept = {name: value for name, value in headers.items() if same or name == "Accept"}
    if reads or status != 303:
        return method, target, kept, data if same else None
    kept.pop("Content-Type", None)
    return "GET", target, kept, None


def _port(parts: SplitResult) -> int | None:
    return parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _header(headers: Mapping[str, str], name: str) -> str:
    values = headers.get_all(name) if hasattr(headers, "get_all") else [headers.get(name, "")]
    return ", ".join(values or [])


def _next_query(header: str) -> str | None:
    """The query of the link with the relation next (RFC 8288)."""
    for address, parameters in re.findall(r"<([^>]*)>([^<]*)", header):
        relation = re.search(r";\s*rel\s*=\s*\"?([^\";,]*)", parameters, re.IGNORECASE)
        if relation and "next" in relation[1].lower().split():
            return urlsplit(address).query
    return None


def path_value(value: Any, name: str = "", style: str = "simple", explode: bool = False) -> str:
    """A value as a part of a path."""
    if style == "label":
        return "." + _simple(value, explode, "." if explode else ",", _encode)
    if style == "matrix":
        if explode and isinstance(value, (list, tuple)):
            return "".join(f";{name}={_encode(_text(item))}" for item in value)
        if explode and _is_object(value):
            return "".join(f";{_encode(key)}={_encode(_text(item))}" for key, item in _present(value))
        return f";{name}=" + _simple(value, explode, ",", _encode)
    if style == "json":
        return _encode(json.dumps(to_json(value)))
    return _simple(value, explode, ",", _encode)


def _query(name: str, value: Any, form: Format = Format()) -> list[str]:
    if value is None:
        return []
    encode = (lambda text: quote(text, safe="!*'();:@,/?$[]~")) if form.allow_reserved else _encode
    if form.style == "json":
        return [f"{_encode(name)}={encode(json.dumps(to_json(value)))}"]
    if isinstance(value, (list, tuple)):
        items = [encode(_text(item)) for item in value]
        if form.explode:
            return [f"{_encode(name)}={item}" for item in items]
        separator = {"spaceDelimited": "%20", "pipeDelimited": "|"}.get(form.style, ",")
        return [f"{_encode(name)}={separator.join(items)}"]
    if _is_object(value):
        if form.style == "deepObject":
            return _deep(name, to_json(value), encode)
        if form.explode:
            return [f"{_encode(key)}={encode(_text(item))}" for key, item in _present(value)]
        return [f"{_encode(name)}=" + ",".join(f"{encode(key)},{encode(_text(item))}" for key, item in _present(value))]
    return [f"{_encode(name)}={encode(_text(value))}"]


def _deep(name: str, value: Mapping[str, Any], encode: Callable[[str], str]) -> list[str]:
    pairs: list[str] = []
    for key, item in value.items():
        if isinstance(item, Mapping):
            pairs.extend(_deep(f"{name}[{encode(key)}]", item, encode))
        elif item is not None:
            pairs.extend(f"{name}[{encode(key)}]={encode(_text(each))}" for each in (item if isinstance(item, list) else [item]))
    return pairs


def _simple(value: Any, explode: bool, separator: str = ",", encode: Callable[[str], str] = str) -> str:
    if isinstance(value, (list, tuple)):
        return separator.join(encode(_text(item)) for item in value)
    if _is_object(value):
        return separator.join(f"{encode(key)}{'=' if explode else ','}{encode(_text(item))}" for key, item in _present(value))
    return encode(_text(value))


def _encode(text: str) -> str:
    return quote(text, safe="")


def _text(value: Any) -> str:
    plain = to_json(value)
    return json.dumps(plain) if isinstance(plain, (bool, dict, list)) else str(plain)


def _is_object(value: Any) -> bool:
    return isinstance(value, Mapping) or hasattr(value, "to_dict")


def _present(value: Any) -> list[tuple[str, Any]]:
    return [(key, item) for key, item in to_json(value).items() if item is not None]


def _write(body: Body | None, headers: dict[str, str]) -> bytes | None:
    if body is None or body.value is None:
        return None
    if body.kind == "multipart":
        return _multipart(body.value, headers)
    headers["Content-Type"] = body.media_type
    if body.kind == "json":
        return json.dumps(to_json(body.value)).encode()
    if body.kind == "form":
        pairs = [(name, _text(each)) for name, item in _present(body.value) for each in (item if isinstance(item, list) else [item])]
        return urlencode(pairs).encode()
    return body.value.encode() if isinstance(body.value, str) else bytes(body.value)


def _multipart(value: Any, headers: dict[str, str]) -> bytes:
    boundary = uuid.uuid4().hex
    headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
    parts: list[bytes] = []
    fields = value.to_fields() if hasattr(value, "to_fields") else value
    for name, item in fields.items():
        for each in item if isinstance(item, (list, tuple)) else [item]:
            if each is None:
                continue
            shown = quote(name, safe=" ")
            if isinstance(each, (bytes, bytearray)):
                head = f'Content-Disposition: form-data; name="{shown}"; filename="{shown}"\r\nContent-Type: application/octet-stream'
                content = bytes(each)
            else:
                head = f'Content-Disposition: form-data; name="{shown}"'
                content = _text(each).encode()
            parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode()


def _error(method: str, url: str, status: int, headers: Mapping[str, str], content: bytes, errors: Mapping[str, Decoder]) -> ApiError:
    body: Any = content.decode("utf-8", "replace")
    try:
        body = json.loads(content) if content.strip() else None
        decoder = errors.get(str(status)) or errors.get(f"{status // 100}XX") or errors.get("default")
        if decoder is not None and body is not None:
            body = decoder(body)
    except (ValueError, KeyError, TypeError, AttributeError):
        # an error that is not as documented is still the error
        pass
    kind = _ERRORS.get(status, ServerError if status >= 500 else ApiError)
    return kind(method, url, status, headers, body)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait for: a number or a date."""
    asked = headers.get("Retry-After") or headers.get("retry-after")
    if not asked:
        return None
    try:
        return max(0.0, float(asked))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(asked).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
