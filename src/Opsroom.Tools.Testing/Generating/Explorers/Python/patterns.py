"""Texts that a regular expression matches, more or less."""

try:
    import re._parser as parser
except ImportError:
    import sre_parse as parser

CATEGORIES = {"CATEGORY_DIGIT": (48, 57), "CATEGORY_SPACE": (32, 32), "CATEGORY_WORD": (97, 122)}
MOST_REPEATS = 3


def is_pattern(text):
    try:
        parser.parse(text)
        return any(sign in text for sign in "[(\\^$|")
    except Exception:
        return False


def matching(pattern, chance):
    try:
        return made(parser.parse(pattern), chance)
    except Exception:
        return "a"


def made(parsed, chance):
    text = ""
    for op, value in parsed:
        name = str(op)
        if name == "LITERAL":
            text += chr(value)
        elif name in ("NOT_LITERAL", "ANY"):
            text += chance.choice("aZ9 ")
        elif name == "IN":
            text += chance.choice("aZ9 -") if any(str(inner) == "NEGATE" for inner, _ in value) else one(value, chance)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, inner = value
            for _ in range(chance.randint(low, min(int(high), low + MOST_REPEATS))):
                text += made(inner, chance)
        elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
            text += made(value[-1] if name == "SUBPATTERN" else value, chance)
        elif name == "BRANCH":
            text += made(chance.choice(value[1]), chance)
    return text


def one(options, chance):
    ranges = []
    for op, value in options:
        name = str(op)
        if name == "LITERAL":
            ranges.append((value, value))
        elif name == "RANGE":
            ranges.append(value)
        elif name == "CATEGORY":
            ranges.append(CATEGORIES.get(str(value), (65, 90)))
    low, high = chance.choice(ranges) if ranges else (97, 97)
    return chr(chance.randint(low, high))
