import datetime
import sys
from collections.abc import Callable
import uuid

from depot_client import ApiError, BasicCredentials, ClientCredentials, DepotClient, NotFoundError, TransportError, models

client = DepotClient(
    sys.argv[1], oauth=ClientCredentials("id", "s:cret"), query_key="q k", cookie_key="c", header_key="h", basic=BasicCredentials("me", "pass"), bearer="b",
    headers={"X-Own": "own"}, retry_delay=0.01,
)
made = datetime.datetime(2024, 5, 31, 12, 0, tzinfo=datetime.timezone.utc)
part = models.Thing(name="part", note="x", shape=models.Square(side=2))
thing = models.Thing(
    name="größe", note=None, shape=models.Circle(radius=1.5), color=models.ThingColor("green"), made=made, due=datetime.date(2024, 6, 1), data=b"\x00\xff",
    counts={"a": 2**60}, parts=[part], either="text",
)
echo = client.things.create_thing(body=thing)
assert echo.id == uuid.UUID("6f9619ff-8b86-d011-b42d-00cf4fc964ff"), echo
assert (echo.name, echo.note, echo.made, echo.due, echo.data) == ("größe", None, made, datetime.date(2024, 6, 1), b"\x00\xff"), echo
assert echo.counts == {"a": 2**60} and echo.color.value == "green" and isinstance(echo.shape, models.Circle) and echo.shape.kind == "circle"
assert isinstance(echo.parts[0].shape, models.Square) and echo.either == "text" and echo.additional_properties == {"surprise": {"kept": True}}

names = [each.name for each in client.things.list_things_pages(limit=2, x_trace=uuid.uuid4(), tags=["a", "b c"], filter=models.ListThingsFilter(color="red & blue"))]
assert names == ["t0", "u0", "t1", "u1", "t2", "u2"], names
busy = client.things.get_thing("busy")
assert busy.color.value == "ultraviolet" and isinstance(busy.shape, models.Square) and busy.either == 7 and busy.made.microsecond == 123456, busy
client.things.delete_thing("busy")
try:
    client.things.get_thing("missing")
    raise AssertionError("no error")
except NotFoundError as error:
    assert isinstance(error, ApiError) and error.status == 404 and error.body == models.Problem(title="no such thing", status=404), error.body
assert client.things.add_photo("a", body=models.AddPhotoRequest(file=b"12345", caption="abc")).size == 8
assert client.things.get_photo("a") == b"\x00\x01\x02\xff"
assert [client.secure.by_token() for _ in range(3)] == ["Bearer token-1", "Bearer token-2", "Bearer token-2"]
assert client.secure.by_keys() == "q k,c,h"
assert client.secure.by_name() == "me:pass"


def failure(call: Callable[[], object]) -> int:
    try:
        call()
        return 0
    except ApiError as error:
        return error.status


wire, here, there = client.wire, "auth=Bearer b key=h session=c own=own", "auth= key= session= own="
assert wire.styled_path(["a b", "c"], [1, 2]) == "/v1/wire/styled/;the-colors=a%20b;the-colors=c/.1.2", wire.styled_path(["a b", "c"], [1, 2])
assert wire.read_moved("302-here") == f"GET {here} body=", wire.read_moved("302-here")
assert wire.read_moved("307-there") == f"GET {there} body=", wire.read_moved("307-there")
assert wire.write_moved("308-here", body="text") == f"POST {here} body=text"
assert wire.write_moved("303-there", body="text") == f"GET {there} body="
assert failure(lambda: wire.write_moved("301-here", body="text")) == 301 and failure(lambda: wire.write_moved("307-there", body="text")) == 307
assert failure(lambda: wire.read_moved("302-round")) == 302
assert list(wire.list_linked_pages(per_page=2)) == list(wire.list_told_pages(per_page=2)) == ["a1", "b1", "a2", "b2", "a3", "b3"]
assert wire.read_down(0) == "up" and failure(lambda: wire.write_down(0)) == 503 and failure(lambda: wire.read_down(3600)) == 503
hasty = DepotClient(sys.argv[1], timeout=0.2, max_retries=0)
for part in ("headers", "body"):
    try:
        hasty.wire.read_slow(part)
        raise AssertionError("no timeout")
    except TransportError:
        pass
print("done")
