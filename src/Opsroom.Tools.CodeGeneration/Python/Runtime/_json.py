"""How values become JSON and come back from it."""

from __future__ import annotations

import base64
import datetime
import decimal
import uuid
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

Decoder = Callable[[Any], Any]


def to_json(value: Any) -> Any:
    """A value as JSON has it."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime.datetime):
        return value.isoformat() if value.tzinfo is None else value.isoformat().replace("+00:00", "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [to_json(item) for item in value]
    return value


def load(value: Any, decoder: Decoder) -> Any:
    """Reads a value that may be null."""
    return None if value is None else decoder(value)


def list_of(decoder: Decoder) -> Decoder:
    return lambda values: [load(value, decoder) for value in values]


def dict_of(decoder: Decoder) -> Decoder:
    return lambda values: {key: load(value, decoder) for key, value in values.items()}


def as_is(value: Any) -> Any:
    return value


def to_datetime(value: str) -> datetime.datetime:
    text = value[:-1] + "+00:00" if value[-1:] in ("Z", "z") else value
    head, dot, rest = text.partition(".")
    if dot:
        # more digits than microseconds have
        digits = len(rest) - len(rest.lstrip("0123456789"))
        text = f"{head}.{rest[:digits][:6].ljust(6, '0')}{rest[digits:]}"
    return datetime.datetime.fromisoformat(text)


def to_decimal(value: Any) -> decimal.Decimal:
    return decimal.Decimal(str(value))


class Variant(NamedTuple):
    """One of the types that a value may be of: by its kind in JSON, of an object also by its properties."""

    kind: Any
    decoder: Decoder
    required: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    constants: Mapping[str, Any] = {}


def union_of(value: Any, variants: Sequence[Variant], discriminator: str | None = None, tags: Mapping[str, Decoder] | None = None, fallback: Decoder = as_is) -> Any:
    """Reads a value of one of several types; what fits none stays as it is."""
    if value is None:
        return None
    if discriminator is not None and isinstance(value, Mapping):
        return (tags or {}).get(value.get(discriminator), fallback)(value)
    best, most = fallback, -1
    for variant in variants:
        if not isinstance(value, variant.kind) or (isinstance(value, bool) and variant.kind is not bool):
            continue
        fit = 0
        if isinstance(value, Mapping):
            if not variant.required <= value.keys() or any(name in value and value[name] != only for name, only in variant.constants.items()):
                continue
            fit = 1 + len(variant.known & value.keys()) + len(variant.constants)
        if fit > most:
            best, most = variant.decoder, fit
    return best(value)


class OpenStrEnum(str, Enum):
    """An enum of texts that keeps a value it does not know."""

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_, member._value_ = value, value
        return member

    def __str__(self) -> str:
        return str(self.value)


class OpenIntEnum(int, Enum):
    """An enum of whole numbers that keeps a value it does not know."""

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_, member._value_ = f"UNKNOWN_{value}", value
        return member

    def __str__(self) -> str:
        return str(self.value)


class OpenFloatEnum(float, Enum):
    """An enum of numbers that keeps a value it does not know."""

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if not isinstance(value, (int, float)):
            return None
        member = float.__new__(cls, value)
        member._name_, member._value_ = f"UNKNOWN_{value}", float(value)
        return member

    def __str__(self) -> str:
        return str(self.value)
