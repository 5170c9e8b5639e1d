package io.imagepeek.protocol;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a registry's refusals become: its own code and message, in the documented error. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class ErrorAnswerTest extends ProtocolTest {

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(
            Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown"),
            "ImageNotFoundInRegistry",
            "manifest unknown"),
        Arguments.of(
            Reply.error(404, "MANIFEST_UNKNOWN", "The named manifest is not known"),
            "ImageNotFoundInRegistry",
            "manifest unknown: The named manifest is not known"),
        Arguments.of(
            Reply.error(404, "NAME_UNKNOWN", "repository name not known to registry"),
            "ImageNotFoundInRegistry",
            "name unknown: repository name not known to registry"),
        Arguments.of(
            Reply.error(404, "NOT_FOUND", "artifact some/app:v1 not found"),
            "ImageNotFoundInRegistry",
            "not found: artifact some/app:v1 not found"),
        Arguments.of(
            Reply.error(404, "MANIFEST_UNKNOWN", ""),
            "ImageNotFoundInRegistry",
            "manifest unknown"),
        Arguments.of(
            Reply.json(404, "{\"errors\":[]}"),
            "ImageNotFoundInRegistry",
            "HTTP status 404 Not Found"),
        Arguments.of(
            Reply.html(404, "<h1>404</h1>"),
            "ImageNotFoundInRegistry",
            "HTTP status 404 Not Found"),
        Arguments.of(Reply.status(404), "ImageNotFoundInRegistry", "HTTP status 404 Not Found"),
        Arguments.of(
            Reply.error(403, "DENIED", "requested access to the resource is denied"),
            "RegistryAuthenticationFailure",
            "denied: requested access to the resource is denied"),
        Arguments.of(
            Reply.status(403), "RegistryAuthenticationFailure", "HTTP status 403 Forbidden"),
        Arguments.of(
            Reply.error(401, "UNAUTHORIZED", "authentication required"),
            "RegistryAuthenticationFailure",
            "unauthorized: authentication required"),
        Arguments.of(
            Reply.error(400, "NAME_INVALID", "invalid repository name"),
            "InspectImageFailure",
            "name invalid: invalid repository name"),
        Arguments.of(
            Reply.error(405, "UNSUPPORTED", "The operation is unsupported."),
            "InspectImageFailure",
            "unsupported: The operation is unsupported."),
        Arguments.of(
            Reply.error(418, "TEAPOT", "line\none \u202e" + "two"),
            "InspectImageFailure",
            "teapot: line one  two"),
        Arguments.of(
            Reply.error(418, "X", "see https://a.test/b?token=s3cret&x=y now"),
            "InspectImageFailure",
            "x: see https://a.test/b?… now"),
        Arguments.of(Reply.status(204), "InspectImageFailure", "HTTP status 204 No Content"),
        Arguments.of(Reply.status(304), "InspectImageFailure", "HTTP status 304 Not Modified"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void ofTheManifest(Reply reply, String error, String text) {
    ScriptedRegistry registry = secure();
    registry.on("GET", MANIFEST).respond(reply);

    app(registry).send().failed(error).saying(text);

    registry.assertRequests("GET " + MANIFEST);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void ofTheConfiguration(Reply reply, String error, String text) {
    ScriptedRegistry registry = secure();
    String digest = image(registry).configDigest();
    registry.on("GET", BLOBS + digest).respond(reply);

    // Whatever it is: the image is there, and may be seen.
    app(registry)
        .send()
        .failed("InspectImageFailure")
        .saying(
            "the registry has the image, but not its configuration %s; %s responds: %s"
                .formatted(digest, registry.authority(), text));

    registry.assertRequests("GET " + MANIFEST, "GET " + BLOBS + digest);
  }
}
