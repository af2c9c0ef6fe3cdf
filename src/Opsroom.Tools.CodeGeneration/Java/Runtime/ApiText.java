package clientpackage;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How values become parts of addresses, headers and forms: OpenAPI's styles. */
final class ApiText {
    private static final Pattern LINK = Pattern.compile("<([^>]*)>([^<]*)");
    private static final Pattern RELATION = Pattern.compile(";\\s*rel\\s*=\\s*\"?([^\";,]*)", Pattern.CASE_INSENSITIVE);

    private ApiText() {
    }

    /** The address of the link with the relation next (RFC 8288); null where there is none. */
    static String nextLink(String header) {
        for (Matcher link = LINK.matcher(header); link.find();) {
            Matcher relation = RELATION.matcher(link.group(2));
            if (relation.find() && List.of(relation.group(1).toLowerCase(Locale.ROOT).split(" ")).contains("next")) {
                return link.group(1);
            }
        }
        return null;
    }

    /** The name in a pair of a query. */
    static String nameOf(String pair) {
        return pair.split("=", 2)[0];
    }

    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%7E", "~");
    }

    /** A text as it is, anything else as JSON. */
    static String of(Object plain) {
        return plain instanceof String text ? text : Json.write(plain);
    }

    static void fields(Object plain, BiConsumer<String, String> add) {
        if (plain instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (value instanceof List<?> list) {
                    list.forEach(item -> add.accept((String) name, of(item)));
                } else if (value != null) {
                    add.accept((String) name, of(value));
                }
            });
        }
    }

    static String joined(Object plain, boolean explode, String separator, UnaryOperator<String> encode) {
        List<String> parts = new ArrayList<>();
        if (plain instanceof List<?> list) {
            list.forEach(item -> parts.add(encode.apply(of(item))));
        } else if (plain instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (value != null) {
                    parts.add(encode.apply((String) name) + (explode ? "=" : ",") + encode.apply(of(value)));
                }
            });
        } else {
            return encode.apply(of(plain));
        }
        return String.join(separator, parts);
    }

    /** A value as a part of a path. */
    static String path(Object value, String name, String style, boolean explode) {
        Object plain = Json.plain(value);
        switch (style) {
            case "label":
                return "." + joined(plain, explode, explode ? "." : ",", ApiText::escape);
            case "matrix":
                if (explode && plain instanceof List<?> list) {
                    StringBuilder out = new StringBuilder();
                    list.forEach(item -> out.append(';').append(name).append('=').append(escape(of(item))));
                    return out.toString();
                }
                return explode && plain instanceof Map ? ";" + joined(plain, true, ";", ApiText::escape) : ";" + name + "=" + joined(plain, explode, ",", ApiText::escape);
            case "json":
                return escape(Json.write(plain));
            default:
                return joined(plain, explode, ",", ApiText::escape);
        }
    }

    static void query(List<String> queries, String name, Object plain, String style, boolean explode, boolean allowReserved) {
        UnaryOperator<String> encode = allowReserved ? ApiText::reserved : ApiText::escape;
        String key = escape(name) + "=";
        if (plain == null) {
            return;
        }
        if (style.equals("json")) {
            queries.add(key + encode.apply(Json.write(plain)));
        } else if (plain instanceof List<?> list && explode) {
            list.forEach(item -> queries.add(key + encode.apply(of(item))));
        } else if (plain instanceof List) {
            queries.add(key + joined(plain, false, style.equals("spaceDelimited") ? "%20" : style.equals("pipeDelimited") ? "%7C" : ",", encode));
        } else if (plain instanceof Map<?, ?> map && style.equals("deepObject")) {
            deep(queries, escape(name), map, encode);
        } else if (plain instanceof Map<?, ?> map && explode) {
            map.forEach((each, value) -> {
                if (value != null) {
                    queries.add(escape((String) each) + "=" + encode.apply(of(value)));
                }
            });
        } else {
            queries.add(key + joined(plain, false, ",", encode));
        }
    }

    private static void deep(List<String> queries, String name, Map<?, ?> map, UnaryOperator<String> encode) {
        map.forEach((each, value) -> {
            String key = name + "%5B" + escape((String) each) + "%5D";
            if (value instanceof Map<?, ?> inner) {
                deep(queries, key, inner, encode);
            } else if (value instanceof List<?> list) {
                list.forEach(item -> queries.add(key + "=" + encode.apply(of(item))));
            } else if (value != null) {
                queries.add(key + "=" + encode.apply(of(value)));
            }
        });
    }

    /** Leaves the characters as they are that addresses reserve and java.net.URI takes. */
    private static String reserved(String text) {
        String escaped = escape(text);
        for (String letter : "! * ' ( ) ; : @ , / ? $".split(" ")) {
            escaped = escaped.replace(escape(letter), letter);
        }
        return escaped;
    }
}
