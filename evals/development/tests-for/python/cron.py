"""Cron expressions: five fields, lists, ranges, steps and names."""

from datetime import datetime, timedelta

MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
DAYS = {name: number for number, name in enumerate("sun mon tue wed thu fri sat".split())}
LIMITS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
SHORTHAND = {"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *"}


class CronError(ValueError):
    """An expression that means nothing."""


def _number(text, names, low, high):
    value = names.get(text.lower())
    if value is None:
        if not text.isdigit():
            raise CronError(f"{text!r} is no number")
        value = int(text)
    if value < low or value > high:
        raise CronError(f"{value} is not between {low} and {high}")
    return value


def parse_field(text, low, high, names=None):
    """The set of values that a field means.

    >>> sorted(parse_field("1-10/3", 0, 59))
    [1, 4, 7, 10]
    """
    names = names or {}
    values = set()
    for part in text.split(","):
        body, _, step_text = part.partition("/")
        step = 1
        if step_text or part.endswith("/"):
            if not step_text.isdigit() or int(step_text) == 0:
                raise CronError(f"{step_text!r} is no step")
            step = int(step_text)
        if body == "*":
            first, last = low, high
        elif "-" in body:
            start, _, end = body.partition("-")
            first, last = _number(start, names, low, high), _number(end, names, low, high)
            if first > last:
                raise CronError(f"{body!r} runs backwards")
        else:
            first = _number(body, names, low, high)
            last = high if step_text else first
        values.update(range(first, last + 1, step))
    return values


class Cron:
    """A cron expression. Where day of month and day of week are both restricted, either is enough."""

    def __init__(self, expression):
        fields = SHORTHAND.get(expression.strip(), expression).split()
        if len(fields) != 5:
            raise CronError("an expression has five fields")
        names = ({}, {}, {}, MONTHS, DAYS)
        sets = [parse_field(field, *limits, known) for field, limits, known in zip(fields, LIMITS, names)]
        self.minutes, self.hours, self.days, self.months, weekdays = sets
        self.weekdays = {day % 7 for day in weekdays}
        self.any_day = fields[2] == "*"
        self.any_weekday = fields[4] == "*"

    def matches_day(self, moment):
        """Whether the day of the moment is one of the expression's."""
        if moment.month not in self.months:
            return False
        in_month = moment.day in self.days
        in_week = (moment.weekday() + 1) % 7 in self.weekdays
        if self.any_day or self.any_weekday:
            return in_month and in_week
        return in_month or in_week

    def matches(self, moment):
        """Whether the expression fires in the minute of the moment."""
        return self.matches_day(moment) and moment.hour in self.hours and moment.minute in self.minutes

    def next_after(self, moment):
        """The first time after the moment, or None where there is none within five years."""
        candidate = moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
        limit = candidate + timedelta(days=5 * 366)
        while candidate < limit:
            if not self.matches_day(candidate):
                candidate = datetime(candidate.year, candidate.month, candidate.day) + timedelta(days=1)
            elif candidate.hour not in self.hours:
                candidate = candidate.replace(minute=0) + timedelta(hours=1)
            elif candidate.minute not in self.minutes:
                candidate += timedelta(minutes=1)
            else:
                return candidate
        return None
