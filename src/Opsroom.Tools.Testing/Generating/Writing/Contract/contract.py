"""API_BASE_URL says where the API is; API_AUTHORIZATION, where it is set, is sent as the header Authorization."""

import json
import os
import urllib.error
import urllib.request

import pytest

BASE = os.environ.get("API_BASE_URL", "")
pytestmark = pytest.mark.skipif(not BASE, reason="API_BASE_URL says where the API is")


class Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def ask(method, path, headers):
    if "API_AUTHORIZATION" in os.environ:
        headers = {**headers, "Authorization": os.environ["API_AUTHORIZATION"]}
    request = urllib.request.Request(BASE.rstrip("/") + path, method=method, headers=headers)
    try:
        with urllib.request.build_opener(Unfollowed).open(request, timeout=30) as answer:
            return method, answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return method, error.code, error.headers, error.read()
    except OSError as error:
        pytest.fail(f"{BASE} does not answer: {error}", pytrace=False)


def holds(answer, documented):
    """documented: by status the media types, and of JSON what is where: path, types, whether it has to be there."""
    method, status, headers, body = answer
    content = next((documented[key] for key in (str(status), f"{status // 100}XX", "default") if key in documented), None)
    assert content is not None, f"status {status} is not documented, only {', '.join(documented)}"
    if not content or method == "HEAD":
        return
    media = (headers.get("Content-Type") or "none").split(";")[0].strip().lower()
    rules = next((content[name] for name in (media, media.split("/")[0] + "/*", "*/*") if name in content), None)
    assert rules is not None, f"media type {media} is not documented, only {', '.join(content)}"
    if rules:
        value = json.loads(body)
        for path, types, required in rules:
            check(value, path, types, required)


def check(body, path, types, required):
    places = [body]
    names = path.split("/")[1:]
    for at, name in enumerate(names):
        found = []
        for place in places:
            if name == "*":
                found += place if isinstance(place, list) else []
            elif isinstance(place, dict):
                assert name in place or not required or at < len(names) - 1, f"{path} is missing"
                found += [place[name]] if name in place else []
        places = found
    for place in places:
        kind = kind_of(place)
        fits = not types or kind in types.split() or kind == "integer" and "number" in types.split()
        assert fits, f"{path or 'the body'} is {kind}, not {types}"


def kind_of(value):
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    if isinstance(value, (int, float)):
        return "integer" if value == int(value) else "number"
    return {str: "string", list: "array", dict: "object"}[type(value)]
