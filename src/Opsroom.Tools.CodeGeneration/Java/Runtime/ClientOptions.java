package clientpackage;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How the API is reached, and what the caller is known by. */
public final class ClientOptions {
    String baseUrl;
    HttpClient http;
    Duration timeout = Duration.ofSeconds(30);
    int maxRetries = 2;
    Duration retryDelay = Duration.ofMillis(500);
    Duration maxRetryDelay = Duration.ofSeconds(30);
    final Map<String, String> headers = new LinkedHashMap<>();
    final Map<String, Credential> credentials = new LinkedHashMap<>();

    /** The address of the API, where it is not its own. */
    public ClientOptions baseUrl(String value) {
        baseUrl = value;
        return this;
    }

    /** What sends the requests. */
    public ClientOptions http(HttpClient value) {
        http = value;
        return this;
    }

    /** How long each attempt may take. */
    public ClientOptions timeout(Duration value) {
        timeout = value;
        return this;
    }

    /** How often an idempotent call is made again. */
    public ClientOptions maxRetries(int value) {
        maxRetries = value;
        return this;
    }

    /** The first pause between attempts; each further one is twice as long. */
    public ClientOptions retryDelay(Duration value) {
        retryDelay = value;
        return this;
    }

    /** The longest pause; a call that is told to wait longer fails. */
    public ClientOptions maxRetryDelay(Duration value) {
        maxRetryDelay = value;
        return this;
    }

    /** A header of every request. */
    public ClientOptions header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** What is sent for a security scheme of the API. */
    public ClientOptions credential(String scheme, Credential value) {
        credentials.put(scheme, value);
        return this;
    }
}
