"""Durations as people write them in configuration files: ``1h30m``, ``90s``, ``2d``, ``250ms``."""

import re

UNITS = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
MAX_DAYS = 365

_PART = re.compile(r"(\d+)(ms|[dhms])")


class DurationError(ValueError):
    """The text is no duration. ``position`` says where it stops being one."""

    def __init__(self, message, position):
        super().__init__(f"{message} at {position}")
        self.position = position


def parse(text):
    """The milliseconds of a duration.

    Units go from large to small, and each is written once at most.

    >>> parse("1h30m")
    5400000
    >>> parse("250ms")
    250

    Raises DurationError for an empty text, an unknown unit, units out of order and more than a year.
    """
    text = text.strip()
    if not text:
        raise DurationError("nothing", 0)
    total = 0
    position = 0
    smallest = None
    while position < len(text):
        match = _PART.match(text, position)
        if match is None:
            raise DurationError("no number with a unit", position)
        size = UNITS[match.group(2)]
        if smallest is not None and size >= smallest:
            raise DurationError("units out of order", position)
        total += int(match.group(1)) * size
        smallest = size
        position = match.end()
    if total > MAX_DAYS * UNITS["d"]:
        raise DurationError("longer than a year", position)
    return total


def render(milliseconds):
    """The shortest text that ``parse`` reads as the same.

    >>> render(5400000)
    '1h30m'
    >>> render(0)
    '0s'
    """
    if milliseconds < 0:
        raise ValueError("a duration is never negative")
    if milliseconds == 0:
        return "0s"
    parts = []
    rest = milliseconds
    for unit, size in UNITS.items():
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)


def about(milliseconds):
    """The duration for a person: its largest unit, rounded to the nearest, halves up.

    >>> about(5400000)
    '2 hours'
    """
    names = {"d": "day", "h": "hour", "m": "minute", "s": "second"}
    for unit, name in names.items():
        size = UNITS[unit]
        if milliseconds >= size:
            count = (milliseconds + size // 2) // size
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return "less than a second"


def clamp(text, low="1s", high="1d"):
    """The milliseconds of a duration, but never outside the two others."""
    lower, upper = parse(low), parse(high)
    if lower > upper:
        raise ValueError(f"{low} is longer than {high}")
    return min(max(parse(text), lower), upper)
