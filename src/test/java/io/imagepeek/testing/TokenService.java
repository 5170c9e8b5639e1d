package io.imagepeek.testing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A registry's token service: {@code GET} with Basic authentication or anonymous, {@code POST} for
 * OAuth2 with a refresh token or a password. It lives on any {@link ScriptedRegistry}. Anonymous
 * requests get a token until {@link #refuseAnonymous()}. Its tokens never end by themselves, for
 * the tests' clocks are their own: {@link #revokeAll()} ends them.
 */
public final class TokenService implements Service {

  /**
   * One request for a token.
   *
   * @param grant {@code anonymous}, {@code basic}, or the OAuth2 grant type
   * @param account as the request names it; null where it does not
   */
  public record TokenRequest(
      String grant, @Nullable String service, List<String> scopes, @Nullable String account) {}

  private final String path;
  private volatile String realm;
  private String service = "registry.test";
  private final Set<String> basicFields = new HashSet<>();
  private final Set<String> refreshTokens = new HashSet<>();
  private final Map<String, List<String>> issued = new HashMap<>();
  private final List<TokenRequest> requests = new ArrayList<>();
  private final Deque<Reply> next = new ArrayDeque<>();
  private boolean anonymous = true;
  private UnaryOperator<List<String>> granting = scopes -> scopes;
  private List<String> tokenFields = List.of("token", "access_token");
  private @Nullable Duration expiresIn = Duration.ofMinutes(5);
  private int counter;

  private TokenService(ScriptedRegistry host, String path) {
    this.path = path;
    this.realm = host.url(path);
  }

  /** A token service at {@code /token} of that server. */
  public static TokenService on(ScriptedRegistry host) {
    TokenService tokens = new TokenService(host, "/token");
    host.serve(tokens);
    return tokens;
  }

  /** Lets this user have tokens. */
  public synchronized TokenService allow(String user, String password) {
    basicFields.add(BasicGuard.field(user, password));
    return this;
  }

  /** Lets the holder of this refresh token (a container tool's identity token) have tokens. */
  public synchronized TokenService allowIdentityToken(String refreshToken) {
    refreshTokens.add(refreshToken);
    return this;
  }

  /** Gives no token to those who bring no credentials. */
  public synchronized TokenService refuseAnonymous() {
    anonymous = false;
    return this;
  }

  /** Says how long its tokens last. */
  public synchronized TokenService expiresIn(Duration time) {
    expiresIn = time;
    return this;
  }

  /** Does not say how long its tokens last: 60 seconds then, by the token specification. */
  public synchronized TokenService sayNoExpiry() {
    expiresIn = null;
    return this;
  }

  /** Names the answer's field for the token; by default there are both that are in use. */
  public synchronized TokenService tokenIn(String... fields) {
    tokenFields = List.of(fields);
    return this;
  }

  /** Says what is granted of what is asked for; by default all of it. */
  public synchronized TokenService granting(UnaryOperator<List<String>> rule) {
    granting = rule;
    return this;
  }

  /** The {@code service} of its challenges. */
  public synchronized TokenService named(String name) {
    service = name;
    return this;
  }

  /** Another URL for the challenges, with a name that the test's resolver knows. */
  public TokenService realm(String url) {
    realm = url;
    return this;
  }

  /** The next requests get these replies instead of tokens. */
  public synchronized TokenService next(Reply... replies) {
    next.addAll(List.of(replies));
    return this;
  }

  /** No token that was issued so far is good any more. */
  public synchronized void revokeAll() {
    issued.clear();
  }

  /** All requests for tokens, failed ones too. */
  public synchronized List<TokenRequest> requests() {
    return List.copyOf(requests);
  }

  /** How many tokens were asked for. */
  public synchronized int requestCount() {
    return requests.size();
  }

  String realm() {
    return realm;
  }

  synchronized String service() {
    return service;
  }

  synchronized boolean isValid(String token) {
    return issued.containsKey(token);
  }

  /** Whether one of the token's scopes has the same resource and at least the actions. */
  synchronized boolean grants(String token, String scope) {
    return issued.getOrDefault(token, List.of()).stream().anyMatch(held -> covers(held, scope));
  }

  @Override
  public synchronized @Nullable Reply answer(RecordedRequest request) {
    if (!request.path().equals(path)) {
      return null;
    }
    boolean post = request.method().equals("POST");
    Map<String, List<String>> fields = post ? request.form() : request.query();
    List<String> scopes = new ArrayList<>();
    for (String scope : fields.getOrDefault("scope", List.of())) {
      scopes.addAll(List.of(scope.split(" ")));
    }
    String grant = grant(request, fields);
    requests.add(
        new TokenRequest(
            grant, first(fields, "service"), List.copyOf(scopes), first(fields, "account")));
    if (!next.isEmpty()) {
      return next.remove();
    }
    boolean known =
        switch (grant) {
          case "anonymous" -> anonymous;
          case "basic" -> basicFields.contains(request.authorization());
          case "refresh_token" -> refreshTokens.contains(first(fields, "refresh_token"));
          case "password" -> basicFields.contains(basicField(fields));
          default -> false;
        };
    return known ? token(scopes) : refused(post);
  }

  private static String grant(RecordedRequest request, Map<String, List<String>> fields) {
    if (request.method().equals("POST")) {
      return String.valueOf(first(fields, "grant_type"));
    }
    return request.authorization() == null ? "anonymous" : "basic";
  }

  private static String basicField(Map<String, List<String>> fields) {
    return BasicGuard.field(
        String.valueOf(first(fields, "username")), String.valueOf(first(fields, "password")));
  }

  private static Reply refused(boolean post) {
    return post
        ? Reply.json(400, "{\"error\":\"invalid_grant\"}")
        : Reply.error(401, "UNAUTHORIZED", "authentication required")
            .with("WWW-Authenticate", "Basic realm=\"Token Realm\"");
  }

  private Reply token(List<String> scopes) {
    List<String> granted = granting.apply(scopes);
    String token = "token-" + ++counter;
    issued.put(token, List.copyOf(granted));
    StringBuilder json = new StringBuilder("{");
    for (String field : tokenFields) {
      json.append("\"%s\":\"%s\",".formatted(field, token));
    }
    if (expiresIn != null) {
      json.append("\"expires_in\":%d,".formatted(expiresIn.toSeconds()));
    }
    json.append("\"scope\":\"").append(String.join(" ", granted)).append("\"}");
    return Reply.json(200, json.toString());
  }

  private static boolean covers(String held, String scope) {
    int heldActions = held.lastIndexOf(':');
    int actions = scope.lastIndexOf(':');
    return heldActions > 0
        && actions > 0
        && held.substring(0, heldActions).equals(scope.substring(0, actions))
        && List.of(held.substring(heldActions + 1).split(","))
            .containsAll(List.of(scope.substring(actions + 1).split(",")));
  }

  private static @Nullable String first(Map<String, List<String>> fields, String name) {
    List<String> values = fields.get(name);
    return values == null ? null : values.get(0);
  }
}
