package clientpackage;

import java.util.List;
import java.util.function.Supplier;

/** What the API knows a caller by. */
public final class Credential {
    final Supplier<String> token;
    final String user;
    final String secret;
    final boolean isClient;
    final String tokenUrl;
    final List<String> scopes;

    private Credential(Supplier<String> token, String user, String secret, boolean isClient, String tokenUrl, List<String> scopes) {
        this.token = token;
        this.user = user;
        this.secret = secret;
        this.isClient = isClient;
        this.tokenUrl = tokenUrl;
        this.scopes = scopes;
    }

    /** A bearer token or an API key. */
    public static Credential token(String token) {
        return token(() -> token);
    }

    /** A token that is asked for before each request. */
    public static Credential token(Supplier<String> provider) {
        return new Credential(provider, null, null, false, null, List.of());
    }

    /** A name and a password. */
    public static Credential basic(String user, String password) {
        return new Credential(null, user, password, false, null, List.of());
    }

    /** A token that is fetched by OAuth2, kept while it lives and fetched anew. Without scopes, all that the contract names are asked for. */
    public static Credential client(String id, String secret, String... scopes) {
        return new Credential(null, id, secret, true, null, List.of(scopes));
    }

    /** The same with another address for tokens than the contract names. */
    public Credential withTokenUrl(String url) {
        return new Credential(token, user, secret, isClient, url, scopes);
    }

    @Override
    public String toString() {
        return "***";
    }
}
