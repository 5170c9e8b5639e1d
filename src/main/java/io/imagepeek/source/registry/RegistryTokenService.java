package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.http.HttpRequest;
import io.imagepeek.source.http.HttpResponse;
import io.imagepeek.source.registry.auth.TokenRequest;
import io.imagepeek.source.registry.auth.TokenService;
import io.smallrye.mutiny.Uni;
import java.util.Map;

/** Fetches tokens with the retries, redirects and limits that hold for registries. */
final class RegistryTokenService implements TokenService {

  private static final Map<String, String> JSON = Map.of("Accept", "application/json");

  private final RegistryClient client;
  private final int bodyLimit;

  RegistryTokenService(RegistryClient client, int bodyLimit) {
    this.client = client;
    this.bodyLimit = bodyLimit;
  }

  @Override
  public Uni<byte[]> fetch(TokenRequest request, InspectionContext context) {
    HttpRequest anonymous =
        request
            .form()
            .map(form -> HttpRequest.post(request.uri(), JSON, form, bodyLimit))
            .orElseGet(() -> HttpRequest.get(request.uri(), JSON, bodyLimit));
    HttpRequest authorized =
        request
            .authorization()
            .map(basic -> anonymous.withAuthorization(basic.header()))
            .orElse(anonymous);
    return client
        .send(authorized.forRepository(request.repository()), context)
        .map(
            response -> {
              if (!response.successful()) {
                throw failure(response, request);
              }
              return response.body();
            });
  }

  private static InspectFailure failure(HttpResponse response, TokenRequest request) {
    String text =
        "token service "
            + response.request().origin().authority()
            + ": "
            + RegistryErrorMapper.errorText(response);
    boolean refused =
        response.status() == 401
            || response.status() == 403
            // An identity token that has expired or was revoked (RFC 6749 section 5.2).
            || (response.status() == 400
                && RegistryErrorMapper.errorCode(response).equals("invalid grant"));
    if (!refused) {
      return new InspectImageFailure(text);
    }
    boolean anonymous = request.authorization().isEmpty() && request.form().isEmpty();
    // Some services refuse an anonymous token for a repository that does not exist.
    return anonymous
        ? RegistryAuthenticationFailure.missingOrPrivate(text)
        : new RegistryAuthenticationFailure(text);
  }
}
