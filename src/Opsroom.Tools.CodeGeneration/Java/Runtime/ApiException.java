package clientpackage;

import java.util.List;
import java.util.Map;

/** An answer that is no success. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String body;
    private final transient Map<String, List<String>> headers;
    private final transient Object detail;

    ApiException(String method, String url, int status, Map<String, List<String>> headers, String body, Object detail) {
        super(method + " " + url + ": " + status + (body.isBlank() ? "" : ": " + (body.length() > 200 ? body.substring(0, 200) : body)));
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.detail = detail;
    }

    public int status() {
        return status;
    }

    public Map<String, List<String>> headers() {
        return headers;
    }

    public String body() {
        return body;
    }

    /** The body as the contract describes it, where it is of a type; null where it is not. */
    public <T> T detail(Class<T> type) {
        return type.isInstance(detail) ? type.cast(detail) : null;
    }
}
