"""Numbers and texts worth trying: those of a source and its documentation, those that comparisons met, and variations of them."""

import ast
import datetime
import re

from .patterns import is_pattern, matching

MOST_SEEN = 400
MOST_LENGTH = 120


class Pool:
    def __init__(self, source, tree, chance):
        self.chance = chance
        self.numbers, self.texts, self.patterns, self.tokens = [0, 1, -1, 2, 3, 10, 100], ["", "a", "A b", "0", "x1"], [], []
        self.seen_numbers, self.seen_texts, self.found = [], [], []
        documents = [text for node in ast.walk(tree) if isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and (text := ast.get_docstring(node))]
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and node.value not in documents:
                self.constant(node.value)
        for text in documents + re.findall(r"#(.*)", source):
            for found in re.findall(r"`+([^`\n]{1,60})`+|\"([^\"\n]{1,60})\"|'([^'\n]{1,60})'", text):
                self.add_text(next(part for part in found if part).replace("\\n", "\n").replace("\\t", "\t"))

    def constant(self, value):
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            for other in (value, value + 1, value - 1, *((round(value * 100, 6), round(value + 0.01, 6), round(value - 0.01, 6)) if isinstance(value, float) else ())):
                if other not in self.numbers:
                    self.numbers.append(other)
        elif isinstance(value, str) and len(value) < 200:
            if any(sign in value for sign in "[(\\^$") and len(value) > 2 and is_pattern(value):
                self.patterns.append(value)
            else:
                self.add_text(value)
                if 1 < len(value) < 20 and not any(char.isalnum() for char in value):
                    for char in value:
                        self.add_text(char)

    def add_text(self, text):
        for part in [text, *text.split()[:12]]:
            if part not in self.texts:
                self.texts.append(part)

    def saw(self, value):
        if isinstance(value, bool):
            return
        if isinstance(value, int) and len(self.seen_numbers) < MOST_SEEN and abs(value) < 10**9 and value not in self.seen_numbers:
            self.seen_numbers.append(value)
        elif isinstance(value, str) and len(value) < 60 and len(self.seen_texts) < MOST_SEEN and value not in self.seen_texts:
            self.seen_texts.append(value)

    def number(self):
        roll = self.chance.random()
        if roll < 0.15 and self.seen_numbers:
            return self.chance.choice(self.seen_numbers) + self.chance.choice((-1, 0, 1))
        if roll < 0.7:
            return self.chance.choice(self.numbers)
        return self.chance.choice((self.chance.randint(-5, 20), self.chance.randint(0, 100), self.chance.randint(1, 9), self.chance.randint(-1000, 10000)))

    def integer(self):
        return int(self.number())

    def digits(self, sizes=()):
        sizes = sizes or [value for value in self.numbers if isinstance(value, int) and 1 < value < 40]
        size = self.chance.choice(sizes) + self.chance.choice((0, 0, 0, 1, -1)) if self.chance.random() < 0.9 else self.chance.randint(1, 16)
        return "".join(self.chance.choice("0123456789") for _ in range(max(0, min(size, 60))))

    def text(self):
        roll = self.chance.random()
        if roll > 0.8 and self.found:
            return self.chance.choice(self.found)
        if roll < 0.15 and self.patterns:
            return matching(self.chance.choice(self.patterns), self.chance)
        base = self.chance.choice(self.seen_texts) if self.seen_texts and roll < 0.25 else self.chance.choice(self.texts)
        for _ in range(self.chance.choice((0, 0, 1, 1, 2, 3))):
            base = self.vary(base)
        return base[:MOST_LENGTH]

    def token(self):
        return self.chance.choice(self.found if self.found and self.chance.random() < 0.2 else self.texts)

    def vary(self, text):
        chance = self.chance
        kind = chance.randint(0, 11)
        if kind <= 4:
            return self.recombined(text)
        at = chance.randint(0, len(text))
        if kind == 5:
            return text[:at] + chance.choice(" -_.,:;/*+@#!0123456789aAzZé\t\n()=\"'") + text[at:]
        if kind == 6 and text:
            return text[:max(0, at - 1)] + text[at:]
        if kind == 7:
            return text[:at]
        if kind == 8:
            return text.swapcase() if chance.random() < 0.5 else text.upper()
        if kind == 9:
            return re.sub(r"\d+", lambda match: self.near_digits(match.group()), text, count=1) if any(char.isdigit() for char in text) else text + self.token()
        if kind == 10 and len(text) > 1:
            spot = chance.randrange(len(text) - 1)
            return text[:spot] + text[spot + 1] + text[spot] + text[spot + 2:]
        if text:
            spot = chance.randrange(len(text))
            char = text[spot]
            other = chance.choice("0123456789") if char.isdigit() else chance.choice("aZ9 ")
            return text[:spot] + other + text[spot + 1:]
        return self.token()

    def near_digits(self, digits):
        if len(digits) > 3 and self.chance.random() < 0.5:
            # a number that the source speaks of, inside a longer row of digits
            other = str(abs(self.integer()))[:len(digits)]
            spot = self.chance.choice((0, 0, len(digits) - len(other), self.chance.randint(0, len(digits) - len(other))))
            return digits[:spot] + other + digits[spot + len(other):]
        value = int(digits[:9])
        other = str(self.chance.choice((0, 1, 9, value + 1, max(0, value - 1), value * 10, abs(self.integer()))))
        return other.zfill(len(digits)) if self.chance.random() < 0.5 else other

    def recombined(self, text):
        """Words and signs of a text left out, doubled, swapped, put in, or followed by the end of another text."""
        chance = self.chance
        parts = re.findall(r"\w+|\s+|[^\w\s]", text)
        kind = chance.randint(0, 6)
        if not parts or kind == 0:
            return text + chance.choice(("", " ", "\n", ",", "-", "/", ".", ":", "")) + self.token()
        spot = chance.randrange(len(parts))
        if kind == 1:
            del parts[spot]
        elif kind == 2:
            parts.insert(spot, parts[chance.randrange(len(parts))])
        elif kind == 3:
            parts[spot] = self.token() if chance.random() < 0.7 else str(self.integer())
        elif kind == 4:
            parts.insert(spot, chance.choice((self.token(), f" {self.token()} ")))
        elif kind == 5:
            end = min(len(parts), spot + chance.randint(1, 4))
            parts[end:end] = parts[spot:end]
        else:
            other = re.findall(r"\w+|\s+|[^\w\s]", chance.choice(self.found or self.texts))
            parts = parts[:spot + 1] + (other[chance.randrange(len(other)):] if other else [])
        return "".join(parts)

    def day(self):
        chance = self.chance
        year = chance.choice((2023, 2024, 2024, 2025, 2000, 1999, 2100, chance.randint(1970, 2030)))
        month = chance.choice((1, 2, 2, 3, 12, chance.randint(1, 12)))
        last = [31, 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        return datetime.date(year, month, chance.choice((1, last, chance.randint(1, last), min(15, last))))
