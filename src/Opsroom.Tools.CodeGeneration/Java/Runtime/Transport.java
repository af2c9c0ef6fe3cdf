package clientpackage;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Sends requests: credentials, timeouts, retries and errors. */
final class Transport {
    /** Where a credential is put. */
    enum Place {
        BEARER,
        BASIC,
        HEADER,
        QUERY,
        COOKIE,
    }

    record Scheme(Place place, String name, String tokenUrl, List<String> scopes) {
    }

    private record Token(String value, Instant expires) {
    }

    private static final Set<Integer> RETRIED = Set.of(408, 425, 429, 500, 502, 503, 504);

    private final ClientOptions options;
    private final HttpClient http;
    private final String address;
    private final Map<String, Scheme> schemes;
    private final Map<String, Token> tokens = new HashMap<>();

    Transport(ClientOptions options, String ownAddress, Map<String, Scheme> schemes) {
        String given = options.baseUrl == null ? ownAddress : options.baseUrl;
        if (given == null) {
            throw new IllegalArgumentException("baseUrl is not set: the API names no address of its own.");
        }
        this.options = options;
        this.address = given.replaceAll("/+$", "");
        this.schemes = schemes;
        this.http = options.http == null ? HttpClient.newBuilder().connectTimeout(options.timeout).build() : options.http;
    }

    /** Sends a request and reads the answer as JSON; null where there is no body. */
    <T> T send(ApiRequest request, Function<Object, T> reader) {
        String text = sendForText(request);
        return text.isBlank() ? null : reader.apply(Json.parse(text));
    }

    /** Sends a request and reads the answer as text. */
    String sendForText(ApiRequest request) {
        return new String(sendForBytes(request), StandardCharsets.UTF_8);
    }

    /** Sends a request and reads the answer as bytes. */
    byte[] sendForBytes(ApiRequest request) {
        return sendForAnswer(request).body();
    }

    /** Sends a request for a page of a list: its items, and the request for the next page, as a header tells it. */
    <R, T> Pages.Part<T> sendForPage(ApiRequest request, String header, String parameter, Function<Object, R> reader, Function<R, List<T>> itemsOf) {
        HttpResponse<byte[]> answer = sendForAnswer(request);
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        R result = text.isBlank() ? null : reader.apply(Json.parse(text));
        return new Pages.Part<>(result == null ? null : itemsOf.apply(result), request.following(String.join(", ", answer.headers().allValues(header)), parameter));
    }

    private HttpResponse<byte[]> sendForAnswer(ApiRequest request) {
        int attempts = request.isIdempotent ? Math.max(0, options.maxRetries) + 1 : 1;
        boolean isRenewed = false;
        for (int attempt = 1;; attempt++) {
            List<String> used = usedBy(request);
            HttpResponse<byte[]> response;
            try {
                response = exchange(message(request, used));
            } catch (IOException broken) {
                if (attempt >= attempts) {
                    throw new UncheckedIOException(broken);
                }
                pause(delayOf(attempt));
                continue;
            }
            int status = response.statusCode();
            if (status >= 200 && status < 300) {
                return response;
            }
            if (status == 401 && !isRenewed && forget(used)) {
                isRenewed = true;
                attempt--;
                continue;
            }
            Duration wait = retryAfter(response, delayOf(attempt));
            if (attempt >= attempts || !RETRIED.contains(status) || wait.compareTo(options.maxRetryDelay) > 0) {
                String body = new String(response.body(), StandardCharsets.UTF_8);
                throw new ApiException(request.method, baseOf(request) + request.path, status, response.headers().map(), body, request.detailOf(status, body));
            }
            pause(wait);
        }
    }

    private HttpResponse<byte[]> exchange(HttpRequest message) throws IOException {
        try {
            HttpResponse<byte[]> response = sendOnce(message);
            for (int hops = 0; hops < Redirects.MAX; hops++) {
                HttpRequest next = Redirects.next(message, response);
                if (next == null) {
                    return response;
                }
                message = next;
                response = sendOnce(message);
            }
            return response;
        } catch (InterruptedException stopped) {
            throw stoppedBy();
        }
    }

    /** Sends and reads the whole answer within the time: that of the message ends with the headers. */
    private HttpResponse<byte[]> sendOnce(HttpRequest message) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(message, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return answer.get(options.timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new HttpTimeoutException("No answer came within " + options.timeout + ".");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException broken ? broken : new IOException(failed.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static UncheckedIOException stoppedBy() {
        Thread.currentThread().interrupt();
        return new UncheckedIOException(new InterruptedIOException("The call was interrupted."));
    }

    private String baseOf(ApiRequest request) {
        return request.server != null && options.baseUrl == null ? request.server.replaceAll("/+$", "") : address;
    }

    private HttpRequest message(ApiRequest request, List<String> used) {
        List<String> queries = new ArrayList<>(request.queries);
        List<String> cookies = new ArrayList<>(request.cookies);
        Map<String, String> headers = new HashMap<>(options.headers);
        headers.putAll(request.headers);
        if (request.body != null) {
            headers.put("Content-Type", request.contentType);
        }
        if (request.accept != null) {
            headers.put("Accept", request.accept);
        }
        for (String name : used) {
            authorize(schemes.get(name), name, headers, queries, cookies);
        }
        if (!cookies.isEmpty()) {
            headers.put("Cookie", String.join("; ", cookies));
        }
        String separator = request.path.indexOf('?') < 0 ? "?" : "&";
        HttpRequest.Builder message = HttpRequest.newBuilder(URI.create(baseOf(request) + request.path + (queries.isEmpty() ? "" : separator + String.join("&", queries))))
            .timeout(options.timeout)
            .method(request.method, request.body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(request.body));
        headers.forEach(message::setHeader);
        return message.build();
    }

    /** The first alternative for which all credentials are there; nothing where none is. */
    private List<String> usedBy(ApiRequest request) {
        for (List<String> needed : request.security) {
            if (options.credentials.keySet().containsAll(needed)) {
                return needed;
            }
        }
        return List.of();
    }

    private void authorize(Scheme scheme, String name, Map<String, String> headers, List<String> queries, List<String> cookies) {
        Credential credential = options.credentials.get(name);
        if (credential.token == null && !credential.isClient) {
            headers.put("Authorization", basic(credential.user, credential.secret));
            return;
        }
        String value = credential.isClient ? tokenOf(name, scheme, credential) : credential.token.get();
        switch (scheme.place()) {
            case HEADER -> headers.put(scheme.name(), value);
            case QUERY -> {
                // the link to a next page may repeat a key
                queries.removeIf(pair -> ApiText.nameOf(pair).equals(ApiText.escape(scheme.name())));
                queries.add(ApiText.escape(scheme.name()) + "=" + ApiText.escape(value));
            }
            case COOKIE -> cookies.add(scheme.name() + "=" + ApiText.escape(value));
            default -> headers.put("Authorization", "Bearer " + value);
        }
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private synchronized boolean forget(List<String> names) {
        boolean isKnown = false;
        for (String name : names) {
            isKnown |= tokens.remove(name) != null;
        }
        return isKnown;
    }

    private synchronized String tokenOf(String name, Scheme scheme, Credential credential) {
        Token known = tokens.get(name);
        if (known == null || !Instant.now().isBefore(known.expires())) {
            known = fetch(scheme, credential);
            tokens.put(name, known);
        }
        return known.value();
    }

    private Token fetch(Scheme scheme, Credential credential) {
        List<String> scopes = credential.scopes.isEmpty() ? scheme.scopes() : credential.scopes;
        String form = "grant_type=client_credentials" + (scopes.isEmpty() ? "" : "&scope=" + ApiText.escape(String.join(" ", scopes)));
        URI target = URI.create(address + "/").resolve(credential.tokenUrl == null ? scheme.tokenUrl() : credential.tokenUrl);
        HttpRequest message = HttpRequest.newBuilder(target).timeout(options.timeout)
            .header("Content-Type", "application/x-www-form-urlencoded").header("Accept", "application/json")
            .header("Authorization", basic(ApiText.escape(credential.user), ApiText.escape(credential.secret)))
            .POST(HttpRequest.BodyPublishers.ofString(form)).build();
        HttpResponse<byte[]> response;
        try {
            response = exchange(message);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        String body = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() < 200 || response.statusCode() > 299) {
            throw new ApiException("POST", target.toString(), response.statusCode(), response.headers().map(), body, null);
        }
        Map<String, Object> answer = Json.object(Json.parse(body));
        Long seconds = Json.whole(answer.get("expires_in"));
        // renewed a little early, so that it does not expire on its way
        return new Token(Json.text(Json.need(answer, "access_token")), Instant.now().plusSeconds((seconds == null ? 300 : seconds) - 30));
    }

    private Duration delayOf(int attempt) {
        double longest = Math.min(options.retryDelay.toMillis() * Math.pow(2, attempt - 1), options.maxRetryDelay.toMillis());
        return Duration.ofMillis((long) (longest * (0.5 + Math.random() / 2)));
    }

    private static Duration retryAfter(HttpResponse<?> response, Duration otherwise) {
        String given = response.headers().firstValue("Retry-After").orElse("");
        try {
            if (given.matches("[0-9]{1,9}")) {
                return Duration.ofSeconds(Long.parseLong(given));
            }
            Duration wait = Duration.between(Instant.now(), ZonedDateTime.parse(given, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeParseException other) {
            return otherwise;
        }
    }

    private static void pause(Duration wait) {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException stopped) {
            throw stoppedBy();
        }
    }
}
