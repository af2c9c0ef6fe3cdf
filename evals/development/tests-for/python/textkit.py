"""Small tools for text: Roman numerals, slugs, wrapping, a table and a distance."""

import re
import unicodedata

ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def to_roman(number: int) -> str:
    """Writes 1 to 3999 as a Roman numeral.

    >>> to_roman(1994)
    'MCMXCIV'
    """
    if number < 1 or number > 3999:
        raise ValueError("only 1 to 3999")
    text = ""
    for value, letters in ROMAN:
        while number >= value:
            text += letters
            number -= value
    return text


def from_roman(text: str) -> int:
    """Reads a Roman numeral in its one right spelling.

    >>> from_roman("XLII")
    42
    """
    rest, total = text.upper(), 0
    for value, letters in ROMAN:
        while rest.startswith(letters):
            total += value
            rest = rest[len(letters):]
    if rest or total == 0 or total > 3999 or to_roman(total) != text.upper():
        raise ValueError(f"{text!r} is no Roman numeral")
    return total


def slug(text: str, limit: int = 40) -> str:
    """A name for a URL: ASCII letters, digits and single hyphens, cut between words.

    >>> slug("Crème brûlée & more!")
    'creme-brulee-more'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = [word for word in re.split(r"[^a-z0-9]+", plain.lower()) if word]
    while len(words) > 1 and len("-".join(words)) > limit:
        words.pop()
    return "-".join(words)[:limit]


def wrap(text: str, width: int) -> list[str]:
    """Breaks text into lines of at most width characters; longer words are cut."""
    if width < 1:
        raise ValueError("a line has at least one character")
    lines, line = [], ""
    for word in text.split():
        while len(word) > width:
            if line:
                lines.append(line)
                line = ""
            lines.append(word[:width])
            word = word[width:]
        if not word:
            continue
        if not line:
            line = word
        elif len(line) + 1 + len(word) <= width:
            line += " " + word
        else:
            lines.append(line)
            line = word
    if line:
        lines.append(line)
    return lines


def table(rows: list[list[object]], header: bool = True) -> str:
    """Lays rows out in columns: numbers to the right, the rest to the left, a rule under the header."""
    if not rows:
        return ""
    columns = max(len(row) for row in rows)
    cells = [[str(cell) for cell in row] + [""] * (columns - len(row)) for row in rows]
    widths = [max(len(row[at]) for row in cells) for at in range(columns)]
    lines = []
    for number, row in enumerate(cells):
        source = rows[number]
        parts = []
        for at, cell in enumerate(row):
            right = at < len(source) and isinstance(source[at], (int, float))
            parts.append(cell.rjust(widths[at]) if right else cell.ljust(widths[at]))
        lines.append("  ".join(parts).rstrip())
        if header and number == 0:
            lines.append("  ".join("-" * width for width in widths))
    return "\n".join(lines)


def distance(left: str, right: str) -> int:
    """How many letters must be added, removed or changed to make one word of the other.

    >>> distance("kitten", "sitting")
    3
    """
    previous = list(range(len(right) + 1))
    for row, char in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = 0 if char == other else 1
            current.append(min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + cost))
        previous = current
    return previous[-1]
