package opsroom.exploring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Numbers and texts that are worth trying. */
public final class Values {
    private static final String SIGNS = " -_.,:;/*+@#!0123456789aAzZ\t()<>=";
    public final Random chance;
    public final List<Double> numbers = new ArrayList<>(List.of(0.0, 1.0, -1.0, 2.0, 3.0, 10.0, 100.0));
    public final List<String> texts = new ArrayList<>(List.of("", "a", "A b", "0", "x1"));
    public final List<String> found = new ArrayList<>();
    private final List<Double> seen = new ArrayList<>();
    private final Set<Double> known = new HashSet<>();

    public Values(int seed) {
        chance = new Random(seed);
    }

    public void mine(Object constant) {
        if (constant instanceof Character letter) {
            mine(String.valueOf(letter));
        } else if (constant instanceof Number number) {
            for (var off : new double[] {0, 1, -1}) {
                if (!numbers.contains(number.doubleValue() + off)) {
                    numbers.add(number.doubleValue() + off);
                }
            }
        } else if (constant instanceof String text && text.length() < 100) {
            for (var each : (text + " " + text).split(" ")) {
                if (!texts.contains(each)) {
                    texts.add(each);
                }
            }
            if (!texts.contains(text)) {
                texts.add(text);
            }
        }
    }

    public void saw(double value) {
        if (seen.size() < 400 && Math.abs(value) < 1e9 && known.add(value)) {
            seen.add(value);
        }
    }

    public <T> T pick(List<T> list) {
        return list.get(chance.nextInt(list.size()));
    }

    public double number(boolean whole) {
        var roll = chance.nextDouble();
        double value;
        if (roll < 0.2 && !seen.isEmpty()) {
            value = pick(seen) + chance.nextInt(3) - 1;
        } else if (roll < 0.75) {
            value = pick(numbers);
        } else {
            value = switch (chance.nextInt(4)) {
                case 0 -> chance.nextInt(26) - 5;
                case 1 -> chance.nextInt(101);
                case 2 -> chance.nextInt(11001) - 1000;
                default -> chance.nextInt(20000) / 100.0;
            };
        }
        return whole ? Math.rint(value) : value;
    }

    public String text() {
        if (!found.isEmpty() && chance.nextDouble() > 0.75) {
            return pick(found);
        }
        var text = pick(texts);
        for (var left = pick(List.of(0, 0, 1, 1, 2, 3)); left > 0; left--) {
            text = vary(text);
        }
        return text.length() > 120 ? text.substring(0, 120) : text;
    }

    public String vary(String text) {
        var at = chance.nextInt(text.length() + 1);
        var token = pick(texts);
        return switch (chance.nextInt(9)) {
            case 0 -> text.substring(0, at) + SIGNS.charAt(chance.nextInt(SIGNS.length())) + text.substring(at);
            case 1 -> text.isEmpty() ? token : text.substring(0, Math.min(at, text.length() - 1)) + text.substring(Math.min(at, text.length() - 1) + 1);
            case 2 -> text + pick(List.of("", " ", ",", "-", "/", ".", ":")) + token;
            case 3 -> text.substring(0, at) + token + text.substring(at);
            case 4 -> text.substring(0, at);
            case 5 -> chance.nextBoolean() ? text.toUpperCase(java.util.Locale.ROOT) : text.toLowerCase(java.util.Locale.ROOT);
            case 6 -> text.replaceFirst("\\d{1,9}", String.valueOf((long) number(true)));
            case 7 -> text + text;
            default -> text + (long) number(true);
        };
    }
}
