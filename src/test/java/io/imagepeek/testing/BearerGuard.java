package io.imagepeek.testing;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets in those who bring a token of its service that grants the scope: {@code
 * repository:NAME:pull} unless told otherwise. Others get a challenge that names the scope.
 */
public final class BearerGuard implements Service {

  private static final Pattern REPOSITORY =
      Pattern.compile("/v2/(.+)/(?:manifests|blobs|tags|referrers)/.*");

  private final TokenService tokens;
  private volatile @Nullable String demandedScope;
  private volatile @Nullable String firstScope;

  BearerGuard(TokenService tokens) {
    this.tokens = tokens;
  }

  /** Demands this scope for every request. */
  public BearerGuard demanding(String scope) {
    demandedScope = scope;
    return this;
  }

  /**
   * Names this scope in the challenge to those without a token, while another may be demanded: so
   * the token earns {@code insufficient_scope}.
   */
  public BearerGuard firstNaming(String scope) {
    firstScope = scope;
    return this;
  }

  @Override
  public @Nullable Reply answer(RecordedRequest request) {
    String scope = demandedScope == null ? pullScope(request.path()) : demandedScope;
    String authorization = request.authorization();
    if (authorization == null) {
      String named = firstScope == null ? scope : firstScope;
      return Reply.unauthorized(challenge(named, null));
    }
    if (!authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      return Reply.unauthorized(challenge(scope, null));
    }
    String token = authorization.substring("bearer ".length());
    if (!tokens.isValid(token)) {
      return Reply.unauthorized(challenge(scope, "invalid_token"));
    }
    if (scope != null && !tokens.grants(token, scope)) {
      return Reply.unauthorized(challenge(scope, "insufficient_scope"));
    }
    return null;
  }

  private String challenge(@Nullable String scope, @Nullable String error) {
    StringBuilder challenge = new StringBuilder("Bearer realm=\"" + tokens.realm() + "\"");
    challenge.append(",service=\"").append(tokens.service()).append('"');
    if (scope != null) {
      challenge.append(",scope=\"").append(scope).append('"');
    }
    if (error != null) {
      challenge.append(",error=\"").append(error).append('"');
    }
    return challenge.toString();
  }

  private static @Nullable String pullScope(String path) {
    Matcher matcher = REPOSITORY.matcher(path);
    return matcher.matches() ? "repository:" + matcher.group(1) + ":pull" : null;
  }
}
