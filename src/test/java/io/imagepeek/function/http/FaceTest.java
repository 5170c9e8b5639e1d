package io.imagepeek.function.http;

import static io.restassured.RestAssured.given;

import io.imagepeek.testing.CapturedLog;
import io.imagepeek.testing.ScriptedRegistry;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test at the wire; nothing that it sends shows up in the log where it should not. */
abstract class FaceTest {

  static final String JSON = "application/json";

  /** Set by {@link FaceRegistries#inject}. */
  @SuppressWarnings("NullAway.Init")
  FaceRegistries registries;

  @SuppressWarnings("NullAway.Init")
  CapturedLog log;

  @BeforeEach
  void capture() {
    log = CapturedLog.ofAll();
  }

  @AfterEach
  void noSecretWasLogged() {
    log.close();
    for (String secret : secrets()) {
      if (log.text().contains(secret)) {
        throw new AssertionError("a secret is in the log: " + log.text());
      }
    }
  }

  /** What must never be in the log. */
  List<String> secrets() {
    return List.of(FaceRegistries.PASSWORD);
  }

  ScriptedRegistry open() {
    return registries.open();
  }

  /** The full name of an image in the open registry. */
  String name(String repository) {
    return open().authority() + "/" + repository;
  }

  static Response post(String body) {
    return given().contentType(JSON).body(body).post("/inspect");
  }

  /** Asks for an image by its name alone. */
  static Response inspect(String imageName) {
    return post("{\"imageName\":\"" + imageName + "\"}");
  }

  /** The lines of the log that tell of inspections. */
  List<String> inspections() {
    return log.entries().stream().filter(line -> line.startsWith("image=")).toList();
  }
}
