import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** API_BASE_URL says where the API is; API_AUTHORIZATION, where it is set, is sent as the header Authorization. */
class ContractTest {
    private static final String BASE = System.getenv().getOrDefault("API_BASE_URL", "").replaceAll("/$", "");
    private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();

    /** What is where in a body: types are empty where any fits. */
    private record Rule(String path, String types, boolean required) {}

    private static HttpResponse<String> ask(String method, String path, String... headers) throws InterruptedException {
        assumeTrue(!BASE.isEmpty(), "API_BASE_URL says where the API is");
        var request = HttpRequest.newBuilder(URI.create(BASE + path)).timeout(Duration.ofSeconds(30)).method(method, HttpRequest.BodyPublishers.noBody());
        for (var at = 0; at < headers.length; at += 2) {
            request.header(headers[at], headers[at + 1]);
        }
        if (System.getenv("API_AUTHORIZATION") != null) {
            request.header("Authorization", System.getenv("API_AUTHORIZATION"));
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException error) {
            return fail(BASE + " does not answer: " + error);
        }
    }

    /** documented: by status the media types, and of JSON what is where. */
    private static void holds(HttpResponse<String> answer, Map<String, Map<String, List<Rule>>> documented) {
        var status = answer.statusCode();
        var content = Stream.of("" + status, status / 100 + "XX", "default").filter(documented::containsKey).map(documented::get).findFirst().orElse(null);
        assertTrue(content != null, "status " + status + " is not documented, only " + documented.keySet());
        if (content.isEmpty() || answer.request().method().equals("HEAD")) {
            return;
        }
        var media = answer.headers().firstValue("content-type").orElse("none").split(";")[0].trim().toLowerCase();
        var rules = Stream.of(media, media.split("/")[0] + "/*", "*/*").filter(content::containsKey).map(content::get).findFirst().orElse(null);
        assertTrue(rules != null, "media type " + media + " is not documented, only " + content.keySet());
        if (!rules.isEmpty()) {
            var value = new Json(answer.body()).document();
            for (var rule : rules) {
                check(value, rule);
            }
        }
    }

    private static void check(Object body, Rule rule) {
        var places = new ArrayList<Object>();
        places.add(body);
        var names = rule.path.isEmpty() ? new String[0] : rule.path.substring(1).split("/", -1);
        for (var at = 0; at < names.length; at++) {
            var found = new ArrayList<Object>();
            for (var place : places) {
                if (names[at].equals("*")) {
                    found.addAll(place instanceof List<?> list ? list : List.of());
                } else if (place instanceof Map<?, ?> map) {
                    assertTrue(map.containsKey(names[at]) || !rule.required || at < names.length - 1, rule.path + " is missing");
                    if (map.containsKey(names[at])) {
                        found.add(map.get(names[at]));
                    }
                }
            }
            places = found;
        }
        var types = List.of(rule.types.split(" "));
        for (var place : places) {
            var kind = kindOf(place);
            assertTrue(rule.types.isEmpty() || types.contains(kind) || kind.equals("integer") && types.contains("number"), (rule.path.isEmpty() ? "the body" : rule.path) + " is " + kind + ", not " + rule.types);
        }
    }

    private static String kindOf(Object value) {
        return value == null ? "null" : value instanceof Boolean ? "boolean" : value instanceof Double number ? number % 1 == 0 ? "integer" : "number" : value instanceof String ? "string" : value instanceof List<?> ? "array" : "object";
    }

    /** Reads JSON, as Java itself cannot. */
    private static final class Json {
        private final String text;
        private int at;

        Json(String text) {
            this.text = text;
        }

        Object document() {
            var value = value();
            assertTrue(next() == 0, "the body is no JSON at " + at);
            return value;
        }

        private char next() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void take(String expected) {
            next();
            assertTrue(text.startsWith(expected, at), "the body is no JSON at " + at);
            at += expected.length();
        }

        private Object value() {
            switch (next()) {
                case '{' -> {
                    var map = new LinkedHashMap<String, Object>();
                    for (take("{"); next() != '}'; ) {
                        if (!map.isEmpty()) {
                            take(",");
                        }
                        next();
                        var name = string();
                        take(":");
                        map.put(name, value());
                    }
                    take("}");
                    return map;
                }
                case '[' -> {
                    var list = new ArrayList<Object>();
                    for (take("["); next() != ']'; list.add(value())) {
                        if (!list.isEmpty()) {
                            take(",");
                        }
                    }
                    take("]");
                    return list;
                }
                case '"' -> {
                    return string();
                }
                case 't' -> {
                    take("true");
                    return true;
                }
                case 'f' -> {
                    take("false");
                    return false;
                }
                case 'n' -> {
                    take("null");
                    return null;
                }
                default -> {
                    var begin = at;
                    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                        at++;
                    }
                    assertTrue(at > begin, "the body is no JSON at " + at);
                    return Double.valueOf(text.substring(begin, at));
                }
            }
        }

        private String string() {
            take("\"");
            var read = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                var letter = text.charAt(at++);
                if (letter == '\\') {
                    letter = text.charAt(at++);
                    switch (letter) {
                        case 'u' -> {
                            letter = (char) Integer.parseInt(text.substring(at, at + 4), 16);
                            at += 4;
                        }
                        case 'n' -> letter = '\n';
                        case 't' -> letter = '\t';
                        case 'r' -> letter = '\r';
                        case 'b' -> letter = '\b';
                        case 'f' -> letter = '\f';
                        default -> { }
                    }
                }
                read.append(letter);
            }
            take("\"");
            return read.toString();
        }
    }
