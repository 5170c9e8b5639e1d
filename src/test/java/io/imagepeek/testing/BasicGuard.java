package io.imagepeek.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Lets in one user with a password (RFC 7617). */
final class BasicGuard implements Service {

  private final String expected;

  BasicGuard(String user, String password) {
    this.expected = field(user, password);
  }

  /** The value of an {@code Authorization} field. */
  static String field(String user, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }

  @Override
  public @Nullable Reply answer(RecordedRequest request) {
    return expected.equals(request.authorization())
        ? null
        : Reply.unauthorized("Basic realm=\"Registry Realm\"");
  }
}
