package clientpackage;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Where an answer sends a request on to. */
final class Redirects {
    /** How often one request is sent on. */
    static final int MAX = 10;

    private Redirects() {
    }

    /**
     * The request that an answer asks for instead; null where it is no redirect, or is not followed: a write goes on at its own origin only and stays a write (303 asks for its result), and
     * nothing goes from https to http. To another origin no header goes but Accept: what says who calls stays with the API.
     */
    static HttpRequest next(HttpRequest sent, HttpResponse<?> response) {
        int status = response.statusCode();
        String location = response.headers().firstValue("Location").orElse("");
        if (location.isEmpty() || status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
            return null;
        }
        URI from = sent.uri();
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
        boolean isSame = from.getScheme().equals(to.getScheme()) && from.getHost().equalsIgnoreCase(to.getHost()) && portOf(from) == portOf(to);
        boolean isRead = sent.method().equals("GET") || sent.method().equals("HEAD");
        boolean isHttp = "http".equals(to.getScheme()) && from.getScheme().equals("http") || "https".equals(to.getScheme());
        if (!isHttp || !isRead && status != 303 && (status < 307 || !isSame)) {
            return null;
        }
        boolean isKept = isRead || status != 303;
        HttpRequest.Builder next = HttpRequest.newBuilder(to)
            .method(isKept ? sent.method() : "GET", isKept && isSame ? sent.bodyPublisher().orElse(HttpRequest.BodyPublishers.noBody()) : HttpRequest.BodyPublishers.noBody());
        sent.timeout().ifPresent(next::timeout);
        sent.headers().map().forEach((name, values) -> {
            if ((isSame || name.equalsIgnoreCase("Accept")) && (isKept || !name.equalsIgnoreCase("Content-Type"))) {
                next.setHeader(name, values.get(0));
            }
        });
        return next.build();
    }

    private static int portOf(URI address) {
        return address.getPort() >= 0 ? address.getPort() : address.getScheme().equals("https") ? 443 : 80;
    }
}
