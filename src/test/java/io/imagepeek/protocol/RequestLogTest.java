package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.CapturedLog;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** At DEBUG each request to a registry, token service or store is a line, without its secrets. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class RequestLogTest extends ProtocolTest {

  private static final String NAME = "io.imagepeek.source.registry";
  private static final String PASSWORD = "Pl4nted-password";

  private final Logger logger = Logger.getLogger(NAME);
  private CapturedLog requests;

  @BeforeEach
  void atDebug() {
    requests = CapturedLog.of(NAME);
    logger.setLevel(Level.ALL);
  }

  @AfterEach
  void asBefore() {
    requests.close();
    logger.setLevel(null);
  }

  @Test
  void tellsEachRequest() {
    ScriptedRegistry registry = secure();
    ScriptedRegistry store = secure();
    TokenService tokens = TokenService.on(registry).allow("user", PASSWORD);
    tokens.next(Reply.json(200, "{\"token\":\"pl4nted-token\"}"));
    TestImage image = image(registry);
    registry
        .on("GET", MANIFEST)
        .respond(Reply.unauthorized("Bearer realm=\"" + registry.url("/token?s=pl4nted-q") + "\""))
        .then(Reply.error(503, "UNAVAILABLE", "come back"))
        .then(manifest(image));
    registry
        .on("GET", BLOBS + image.configDigest())
        .respond(Reply.redirect(307, store.url("/stored?signature=pl4nted-signature")));
    store
        .on("GET", "/stored?signature=pl4nted-signature")
        .respond(Reply.of(200, Map.of("Cookie", "pl4nted-cookie"), image.config()));

    app(registry).password("user", PASSWORD).send().inspected(image);

    String manifest = "GET " + registry.authority() + " " + MANIFEST + ": ";
    assertThat(lines())
        .containsExactly(
            manifest + "401, N ms, attempt 1",
            "GET " + registry.authority() + " /token: 200, N ms, attempt 1",
            manifest + "503, N ms, attempt 1",
            manifest + "200, N ms, attempt 2",
            "GET "
                + registry.authority()
                + " "
                + BLOBS
                + image.configDigest()
                + ": 307, N ms, attempt 1",
            "GET " + store.authority() + " /stored: 200, N ms, attempt 1");
    assertThat(log.text() + requests.text()).doesNotContainIgnoringCase("pl4nted");
  }

  @Test
  void tellsWhyThereWasNoAnswer() {
    ScriptedRegistry registry = secure();
    registry.on("GET", MANIFEST).respond(3, Reply.reset());

    app(registry).send().failed("RegistryConnectionFailure");

    assertThat(lines())
        .hasSize(3)
        .allMatch(
            line ->
                line.startsWith("GET " + registry.authority() + " " + MANIFEST + ": connection"))
        .last()
        .matches(line -> line.endsWith(", N ms, attempt 3"));
  }

  private List<String> lines() {
    return requests.entries().stream()
        .map(line -> line.replaceAll("[0-9]+ ms", "N ms"))
        .filter(line -> line.contains(" ms, attempt "))
        .toList();
  }
}
