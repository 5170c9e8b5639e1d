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

/** Asks token services, with the same care that registries are asked with. */
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
    HttpRequest call =
        request
            .authorization()
            .map(basic -> anonymous.authorized(basic.header()))
            .orElse(anonymous);
    return client
        .send(call.about(request.repository()), context)
        .map(
            answer -> {
              if (!answer.successful()) {
                throw failure(answer, request);
              }
              return answer.body();
            });
  }

  private static InspectFailure failure(HttpResponse answer, TokenRequest request) {
    String text =
        "token service "
            + answer.call().origin().authority()
            + ": "
            + RegistryErrorMapper.text(answer);
    boolean refused =
        answer.status() == 401
            || answer.status() == 403
            // An identity token that has ended or was revoked (RFC 6749 section 5.2).
            || (answer.status() == 400 && RegistryErrorMapper.code(answer).equals("invalid grant"));
    if (!refused) {
      return new InspectImageFailure(text);
    }
    boolean anonymous = request.authorization().isEmpty() && request.form().isEmpty();
    // Some services refuse an anonymous token for what does not exist.
    return anonymous
        ? RegistryAuthenticationFailure.missingOrPrivate(text)
        : new RegistryAuthenticationFailure(text);
  }
}
