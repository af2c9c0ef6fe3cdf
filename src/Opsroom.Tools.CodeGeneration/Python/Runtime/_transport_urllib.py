"""Sends one request with the standard library."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any


class _Unmoved(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to the client, which knows what may not leave the API."""

    def redirect_request(self, *arguments: Any) -> None:
        return None


_opener = urllib.request.build_opener(_Unmoved)


class TransportError(Exception):
    """No answer came: the connection failed, or the time was up."""


def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None, timeout: float) -> tuple[int, Mapping[str, str], bytes]:
    """Answers status, headers and body."""
    request = urllib.request.Request(url, data=body, headers=dict(headers), method=method)
    try:
        try:
            response = _opener.open(request, timeout=timeout)
        except urllib.error.HTTPError as error:
            response = error  # an answer as well
        with response:
            return response.status, response.headers, response.read()
    except (OSError, http.client.HTTPException) as error:
        raise TransportError(f"{method} {url}: {error}") from error
