package opsroom.exploring;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values as they are written in a test. */
final class Literals {
    private Literals() {
    }

    /** A name without its package; nested types by their outer ones. */
    static String type(Class<?> type) {
        return type.getCanonicalName() == null ? type.getName() : type.getCanonicalName().substring(type.getPackageName().isEmpty() || type.isPrimitive() || type.isArray() ? 0 : type.getPackageName().length() + 1);
    }

    /** An expression that equals the value; null where there is none. */
    static String of(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof String text) {
            return text.length() > 1500 ? null : "\"" + escaped(text) + "\"";
        }
        if (value instanceof Character letter) {
            return letter == '\'' ? "'\\''" : letter == '"' ? "'\"'" : "'" + escaped(letter.toString()) + "'";
        }
        if (value instanceof Integer number) {
            return number == Integer.MIN_VALUE ? "Integer.MIN_VALUE" : number.toString();
        }
        if (value instanceof Long number) {
            return number == Long.MIN_VALUE ? "Long.MIN_VALUE" : number + "L";
        }
        if (value instanceof Short || value instanceof Byte) {
            return "(" + (value instanceof Short ? "short" : "byte") + ") " + (((Number) value).intValue() < 0 ? "(" + value + ")" : value);
        }
        if (value instanceof Double number) {
            return number.isNaN() ? "Double.NaN" : number.isInfinite() ? number > 0 ? "Double.POSITIVE_INFINITY" : "Double.NEGATIVE_INFINITY" : number.toString();
        }
        if (value instanceof Float number) {
            return Float.isFinite(number) ? number + "f" : null;
        }
        if (value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof Enum<?> constant) {
            return type(constant.getDeclaringClass()) + "." + constant.name();
        }
        if (value instanceof BigDecimal || value instanceof BigInteger) {
            return "new " + value.getClass().getSimpleName() + "(\"" + value + "\")";
        }
        if (value instanceof LocalDate || value instanceof LocalDateTime || value instanceof LocalTime || value instanceof Duration || value instanceof Instant) {
            return value.getClass().getSimpleName() + ".parse(\"" + value + "\")";
        }
        if (value instanceof Optional<?> optional) {
            var inner = optional.isPresent() ? of(optional.get()) : "";
            return inner == null ? null : optional.isPresent() ? "Optional.of(" + inner + ")" : "Optional.empty()";
        }
        if (value instanceof List<?> list) {
            return list.size() > 60 ? null : list.contains(null) ? many("Arrays.asList(", list) : many("List.of(", list);
        }
        if (value instanceof Set<?> set) {
            return set.size() > 60 ? null : many("Set.of(", new ArrayList<>(set).stream().sorted((one, other) -> String.valueOf(one).compareTo(String.valueOf(other))).toList());
        }
        if (value instanceof Map<?, ?> map) {
            if (map.size() > 10) {
                return null;
            }
            var flat = new ArrayList<Object>();
            map.entrySet().stream().sorted((one, other) -> String.valueOf(one.getKey()).compareTo(String.valueOf(other.getKey()))).forEach(entry -> {
                flat.add(entry.getKey());
                flat.add(entry.getValue());
            });
            return flat.contains(null) ? null : many("Map.of(", flat);
        }
        if (value.getClass().isArray() && Array.getLength(value) <= 60) {
            var items = new ArrayList<Object>();
            for (var at = 0; at < Array.getLength(value); at++) {
                items.add(Array.get(value, at));
            }
            var codes = many("", items);
            return codes == null ? null : "new " + type(value.getClass().getComponentType()) + "[] {" + codes.substring(0, codes.length() - 1) + "}";
        }
        return null;
    }

    private static String many(String before, List<?> items) {
        var codes = items.stream().map(Literals::of).toList();
        return codes.contains(null) || before.contains(".of(") && codes.contains("null") ? null : before + String.join(", ", codes) + ")";
    }

    private static String escaped(String text) {
        var all = new StringBuilder();
        for (var letter : text.toCharArray()) {
            all.append(switch (letter) {
                case '\\' -> "\\\\";
                case '"' -> "\\\"";
                case '\n' -> "\\n";
                case '\r' -> "\\r";
                case '\t' -> "\\t";
                default -> letter < ' ' || letter > 126 ? String.format("\\u%04x", (int) letter) : String.valueOf(letter);
            });
        }
        return all.toString();
    }
}
