"""Sends one request with httpx."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

_client = httpx.Client(follow_redirects=False)


class TransportError(Exception):
    """No answer came: the connection failed, or the time was up."""


def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None, timeout: float) -> tuple[int, Mapping[str, str], bytes]:
    """Answers status, headers and body."""
    try:
        response = _client.request(method, url, headers=dict(headers), content=body, timeout=timeout)
    except httpx.HTTPError as error:
        raise TransportError(f"{method} {url}: {error}") from error
    return response.status_code, response.headers, response.content
