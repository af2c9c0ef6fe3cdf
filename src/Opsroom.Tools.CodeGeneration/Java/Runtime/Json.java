package clientpackage;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Reads and writes JSON. A value is a map, list, text, {@link Long}, {@link BigDecimal}, boolean or null. */
public final class Json {
    private static final int MAX_DEPTH = 512;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Reads a text. Throws {@link IllegalArgumentException} where it is no JSON. */
    public static Object parse(String text) {
        Json reader = new Json(text);
        Object value = reader.value(0);
        reader.space();
        if (reader.at < text.length()) {
            throw reader.fault("something stands behind the value");
        }
        return value;
    }

    /** Writes a value, models included. */
    public static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(out, plain(value));
        return out.toString();
    }

    /** A value as JSON has it. */
    public static Object plain(Object value) {
        if (value instanceof JsonValue model) {
            return plain(model.toJson());
        } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> out = new LinkedHashMap<>();
            map.forEach((key, item) -> out.put(String.valueOf(key), plain(item)));
            return out;
        } else if (value instanceof Iterable<?> list) {
            List<Object> out = new ArrayList<>();
            list.forEach(item -> out.add(plain(item)));
            return out;
        } else if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        } else if (value instanceof OffsetDateTime moment) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(moment);
        } else if (value instanceof LocalDate || value instanceof UUID) {
            return value.toString();
        } else if (value instanceof Integer number) {
            return number.longValue();
        } else if (value instanceof Float || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? (Object) new BigDecimal(value.toString()) : null;
        }
        return value;
    }

    static Map<String, Object> object(Object json) {
        if (json instanceof Map<?, ?> map) {
            Map<String, Object> out = new LinkedHashMap<>();
            map.forEach((key, value) -> out.put((String) key, value));
            return out;
        }
        throw new IllegalArgumentException("An object is expected, not " + json + ".");
    }

    static Object need(Map<String, Object> in, String name) {
        Object value = in.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The property \"" + name + "\" is missing.");
        }
        return value;
    }

    static String text(Object json) {
        return json == null ? null : json.toString();
    }

    static Boolean bool(Object json) {
        return json == null ? null : json instanceof Boolean given ? given : Boolean.valueOf(json.toString());
    }

    static Integer small(Object json) {
        return json == null ? null : Integer.valueOf(decimal(json).intValueExact());
    }

    static Long whole(Object json) {
        return json == null ? null : Long.valueOf(decimal(json).longValueExact());
    }

    static Float single(Object json) {
        return json == null ? null : Float.valueOf(decimal(json).floatValue());
    }

    static Double number(Object json) {
        return json == null ? null : Double.valueOf(decimal(json).doubleValue());
    }

    static BigDecimal decimal(Object json) {
        return json == null ? null : json instanceof BigDecimal given ? given : new BigDecimal(json.toString());
    }

    static LocalDate date(Object json) {
        return json == null ? null : LocalDate.parse(json.toString().substring(0, Math.min(10, json.toString().length())));
    }

    static OffsetDateTime moment(Object json) {
        if (json == null) {
            return null;
        }
        String given = json.toString().replace(' ', 'T');
        int time = given.indexOf('T');
        boolean hasZone = given.endsWith("Z") || given.endsWith("z") || given.indexOf('+', time) > 0 || given.indexOf('-', Math.max(time, 0)) > 0;
        return hasZone ? OffsetDateTime.parse(given) : LocalDateTime.parse(given).atOffset(ZoneOffset.UTC);
    }

    static UUID uuid(Object json) {
        return json == null ? null : UUID.fromString(json.toString());
    }

    static byte[] bytes(Object json) {
        return json == null ? null : json instanceof byte[] given ? given : Base64.getDecoder().decode(json.toString());
    }

    static <T> List<T> list(Object json, Function<Object, T> reader) {
        if (json == null) {
            return null;
        }
        if (!(json instanceof List<?> items)) {
            throw new IllegalArgumentException("A list is expected, not " + json + ".");
        }
        List<T> out = new ArrayList<>(items.size());
        items.forEach(item -> out.add(reader.apply(item)));
        return out;
    }

    static <T> Map<String, T> map(Object json, Function<Object, T> reader) {
        if (json == null) {
            return null;
        }
        Map<String, T> out = new LinkedHashMap<>();
        object(json).forEach((name, value) -> out.put(name, reader.apply(value)));
        return out;
    }

    /** What stands beside the known properties. */
    static Map<String, Object> others(Map<String, Object> in, Set<String> known) {
        Map<String, Object> out = new LinkedHashMap<>(in);
        out.keySet().removeAll(known);
        return out;
    }

    static void put(Map<String, Object> out, String name, Object value, boolean always) {
        if (value != null || always) {
            out.put(name, plain(value));
        }
    }

    /** One of the types that a value may be of. */
    record Variant(String kind, Set<String> required, Set<String> known, Map<String, String> constants) {
        int fitOf(Object json) {
            if (kind.equals("integer")) {
                return json instanceof Long ? 1 : -1;
            }
            if (!kind.equals(kindOf(json))) {
                return -1;
            }
            if (!(json instanceof Map<?, ?> in)) {
                return 0;
            }
            if (!in.keySet().containsAll(required)) {
                return -1;
            }
            for (Map.Entry<String, String> only : constants.entrySet()) {
                Object given = in.get(only.getKey());
                if (given != null && !given.toString().equals(only.getValue())) {
                    return -1;
                }
            }
            int fit = 1 + constants.size();
            for (String name : known) {
                fit += in.containsKey(name) ? 1 : 0;
            }
            return fit;
        }
    }

    /** The number of the variant that a value fits best; -1 where it fits none. */
    static int choose(Object json, List<Variant> variants) {
        int best = -1;
        int most = -1;
        for (int i = 0; i < variants.size(); i++) {
            int fit = variants.get(i).fitOf(json);
            if (fit > most) {
                best = i;
                most = fit;
            }
        }
        return best;
    }

    /** The number of the variant that a property of the value tells. */
    static int choose(Object json, String property, Map<String, Integer> tags, int fallback, List<Variant> variants) {
        if (!(json instanceof Map<?, ?> in)) {
            return choose(json, variants);
        }
        return tags.getOrDefault(String.valueOf(in.get(property)), fallback);
    }

    private static String kindOf(Object json) {
        return json instanceof Map ? "object" : json instanceof List ? "array" : json instanceof String ? "string" : json instanceof Boolean ? "boolean" : json == null ? "null" : "number";
    }

    private static void write(StringBuilder out, Object value) {
        if (value instanceof Map<?, ?> map) {
            String before = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(before);
                quote(out, (String) entry.getKey());
                out.append(':');
                write(out, entry.getValue());
                before = ",";
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            String before = "[";
            for (Object item : list) {
                out.append(before);
                write(out, item);
                before = ",";
            }
            out.append(list.isEmpty() ? "[]" : "]");
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            quote(out, value.toString());
        }
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '"' || letter == '\\') {
                out.append('\\').append(letter);
            } else if (letter < ' ' || Character.isSurrogate(letter) || letter == 0x2028 || letter == 0x2029) {
                out.append(String.format("\\%c%04x", 'u', (int) letter));
            } else {
                out.append(letter);
            }
        }
        out.append('"');
    }

    private Object value(int depth) {
        space();
        if (depth > MAX_DEPTH) {
            throw fault("it is nested too deep");
        }
        if (at == text.length()) {
            throw fault("it ends too early");
        }
        char letter = text.charAt(at);
        if (letter == '{') {
            return members(depth);
        } else if (letter == '[') {
            return items(depth);
        } else if (letter == '"') {
            return string();
        } else if (letter == '-' || (letter >= '0' && letter <= '9')) {
            return number();
        }
        for (String word : List.of("true", "false", "null")) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("null") ? null : Boolean.valueOf(word);
            }
        }
        throw fault("this is no value");
    }

    private Map<String, Object> members(int depth) {
        Map<String, Object> out = new LinkedHashMap<>();
        at++;
        if (takes('}')) {
            return out;
        }
        do {
            space();
            if (at == text.length() || text.charAt(at) != '"') {
                throw fault("a name is expected");
            }
            String name = string();
            if (!takes(':')) {
                throw fault("a colon is expected");
            }
            out.put(name, value(depth + 1));
        } while (takes(','));
        if (!takes('}')) {
            throw fault("a closing brace is expected");
        }
        return out;
    }

    private List<Object> items(int depth) {
        List<Object> out = new ArrayList<>();
        at++;
        if (takes(']')) {
            return out;
        }
        do {
            out.add(value(depth + 1));
        } while (takes(','));
        if (!takes(']')) {
            throw fault("a closing bracket is expected");
        }
        return out;
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter == '"') {
                at++;
                return out.toString();
            } else if (letter != '\\') {
                out.append(letter);
                continue;
            }
            at++;
            char escaped = at < text.length() ? text.charAt(at) : ' ';
            int plain = "\"\\/bfnrt".indexOf(escaped);
            if (plain >= 0) {
                out.append("\"\\/\b\f\n\r\t".charAt(plain));
            } else if (escaped == 'u' && at + 4 < text.length()) {
                try {
                    out.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                } catch (NumberFormatException wrong) {
                    throw fault("this is no escape");
                }
                at += 4;
            } else {
                throw fault("this is no escape");
            }
        }
        throw fault("a text has no end");
    }

    private Number number() {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(from, at);
        try {
            if (digits.length() < 19 && digits.chars().noneMatch(letter -> letter == '.' || letter == 'e' || letter == 'E')) {
                return Long.valueOf(digits);
            }
            BigDecimal exact = new BigDecimal(digits);
            return exact.scale() == 0 && exact.unscaledValue().bitLength() < 64 ? (Number) exact.longValueExact() : exact;
        } catch (NumberFormatException wrong) {
            throw fault("this is no number");
        }
    }

    private boolean takes(char letter) {
        space();
        if (at < text.length() && text.charAt(at) == letter) {
            at++;
            return true;
        }
        return false;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException fault(String what) {
        return new IllegalArgumentException("No JSON at character " + at + ": " + what + ".");
    }
}
