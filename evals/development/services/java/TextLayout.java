package com.acme.reports;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays out plain text for reports: wrapping, shortening, padding and counting words. */
public final class TextLayout {
    /** Where a column lines its text up. */
    public enum Align {
        LEFT,
        RIGHT,
        CENTER
    }

    private static final String ELLIPSIS = "...";

    private final int width;

    /**
     * @param width characters of a line, 10 to 200
     * @throws IllegalArgumentException if the width is outside of that
     */
    public TextLayout(int width) {
        if (width < 10 || width > 200) {
            throw new IllegalArgumentException("width must be between 10 and 200: " + width);
        }
        this.width = width;
    }

    public int width() {
        return width;
    }

    /** Breaks a text into lines at blanks; a word that is longer than a line is cut. */
    public List<String> wrap(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.trim().split("\\s+")) {
            while (word.length() > width) {
                if (line.length() > 0) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                lines.add(word.substring(0, width));
                word = word.substring(width);
            }
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            if (line.length() > 0) {
                line.append(' ');
            }
            line.append(word);
        }
        if (line.length() > 0) {
            lines.add(line.toString());
        }
        return lines;
    }

    /** Shortens a text to the width, three dots at its end where something was left out. */
    public String shorten(String text) {
        if (text.length() <= width) {
            return text;
        }
        return text.substring(0, width - ELLIPSIS.length()).stripTrailing() + ELLIPSIS;
    }

    /** Fills a text with blanks up to the width; of an odd number the one more is behind a centred text. */
    public String pad(String text, Align align) {
        int missing = width - text.length();
        if (missing <= 0) {
            return text;
        }
        switch (align) {
            case RIGHT:
                return " ".repeat(missing) + text;
            case CENTER:
                int before = missing / 2;
                return " ".repeat(before) + text + " ".repeat(missing - before);
            default:
                return text + " ".repeat(missing);
        }
    }

    /** A heading: the text in capitals over a line of the same length. */
    public static String heading(String text) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("a heading needs a text");
        }
        String title = text.trim().toUpperCase(Locale.ROOT);
        return title + "\n" + "=".repeat(title.length());
    }

    /** "1 file", "2 files", "no files"; words in -y and -s as English has them. */
    public static String count(int number, String noun) {
        if (number < 0) {
            throw new IllegalArgumentException("a number of things is never negative");
        }
        if (number == 1) {
            return "1 " + noun;
        }
        String many = noun + "s";
        if (noun.endsWith("y")) {
            many = noun.substring(0, noun.length() - 1) + "ies";
        } else if (noun.endsWith("s")) {
            many = noun + "es";
        }
        return number == 0 ? "no " + many : number + " " + many;
    }
}
