package io.imagepeek.source.registry.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.imagepeek.testing.Reply;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** What Amazon ECR's API answers (API reference, GetAuthorizationToken and Common Errors). */
final class EcrAnswers {

  private EcrAnswers() {}

  static Reply.Answer token(String password, Instant expiry) {
    return data(
        "{\"authorizationToken\":\"%s\",\"expiresAt\":%d.123,\"proxyEndpoint\":\"https://123456789012.dkr.ecr.eu-west-1.amazonaws.com\"}"
            .formatted(base64("AWS:" + password), expiry.getEpochSecond()));
  }

  static Reply.Answer data(String element) {
    return json(200, "{\"authorizationData\":[" + element + "]}");
  }

  static Reply.Answer error(int status, String code, String message) {
    return json(status, "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(code, message));
  }

  static Reply.Answer json(int status, String body) {
    return Reply.of(status, Map.of("Content-Type", "application/x-amz-json-1.1"), body);
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
