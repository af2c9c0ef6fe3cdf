package clientpackage;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One request, from which a message is made for each attempt. */
final class ApiRequest {
    final String method;
    final String path;
    final List<String> queries = new ArrayList<>();
    final List<String> cookies = new ArrayList<>();
    final Map<String, String> headers = new LinkedHashMap<>();
    final Map<String, Function<Object, ?>> errors = new LinkedHashMap<>();
    private final Map<String, List<byte[]>> files = new LinkedHashMap<>();
    boolean isIdempotent;
    String accept;
    String server;
    String contentType;
    byte[] body;
    List<List<String>> security = List.of();

    ApiRequest(String method, String path) {
        this.method = method;
        this.path = path;
    }

    /** The request for the next page, as a header tells it: with the query of a link, or with the next value of a parameter. Null where it tells of none. */
    ApiRequest following(String told, String parameter) {
        List<String> next = new ArrayList<>(queries);
        if (parameter != null) {
            next.removeIf(pair -> ApiText.nameOf(pair).equals(ApiText.escape(parameter)));
            next.add(ApiText.escape(parameter) + "=" + ApiText.escape(told));
        } else {
            String link = ApiText.nextLink(told);
            if (link == null) {
                return null;
            }
            next = List.of(link.replaceAll("#.*", "").replaceAll("^[^?]*\\??", "").split("&"));
        }
        if (told.isEmpty() || next.equals(queries)) {
            return null;
        }
        ApiRequest made = new ApiRequest(method, path);
        made.queries.addAll(next);
        made.cookies.addAll(cookies);
        made.headers.putAll(headers);
        made.errors.putAll(errors);
        made.isIdempotent = isIdempotent;
        made.accept = accept;
        made.server = server;
        made.contentType = contentType;
        made.body = body;
        made.security = security;
        return made;
    }

    void query(String name, Object value, String style, boolean explode, boolean allowReserved) {
        ApiText.query(queries, name, Json.plain(value), style, explode, allowReserved);
    }

    void header(String name, Object value) {
        if (value != null) {
            headers.put(name, ApiText.joined(Json.plain(value), false, ",", text -> text));
        }
    }

    void cookie(String name, Object value) {
        if (value != null) {
            cookies.add(name + "=" + ApiText.escape(ApiText.joined(Json.plain(value), false, ",", text -> text)));
        }
    }

    void fail(String status, Function<Object, ?> reader) {
        errors.put(status, reader);
    }

    void json(Object value, String mediaType) {
        text(Json.write(value), mediaType);
    }

    void text(String value, String mediaType) {
        bytes(value.getBytes(StandardCharsets.UTF_8), mediaType);
    }

    void bytes(byte[] value, String mediaType) {
        body = value;
        contentType = mediaType;
    }

    void form(Object value) {
        List<String> fields = new ArrayList<>();
        ApiText.fields(Json.plain(value), (name, text) -> fields.add(ApiText.escape(name) + "=" + ApiText.escape(text)));
        text(String.join("&", fields), "application/x-www-form-urlencoded");
    }

    void file(String name, byte[] content) {
        if (content != null) {
            files.computeIfAbsent(name, key -> new ArrayList<>()).add(content);
        }
    }

    void files(String name, List<byte[]> contents) {
        if (contents != null) {
            contents.forEach(content -> file(name, content));
        }
    }

    /** A form; what was given as a file is sent as one. */
    void multipart(Object value, Set<String> fileNames) {
        String boundary = "part-" + Long.toHexString(Double.doubleToLongBits(Math.random())) + Long.toHexString(System.nanoTime());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ApiText.fields(Json.plain(value), (name, text) -> {
            if (!fileNames.contains(name)) {
                out.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + quoted(name) + "\"\r\n\r\n" + text + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
        });
        files.forEach((name, contents) -> contents.forEach(content -> {
            out.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + quoted(name) + "\"; filename=\"" + quoted(name)
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            out.writeBytes(content);
            out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }));
        out.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        bytes(out.toByteArray(), "multipart/form-data; boundary=" + boundary);
    }

    private static String quoted(String name) {
        return name.replace("\"", "%22").replace("\r", "").replace("\n", "");
    }

    /** The documented body of an error; null where it is otherwise. */
    Object detailOf(int status, String text) {
        for (String key : List.of(Integer.toString(status), status / 100 + "XX", "default")) {
            Function<Object, ?> reader = errors.get(key);
            if (reader != null) {
                try {
                    return reader.apply(Json.parse(text));
                } catch (RuntimeException otherwise) {
                    return null;
                }
            }
        }
        return null;
    }
}
