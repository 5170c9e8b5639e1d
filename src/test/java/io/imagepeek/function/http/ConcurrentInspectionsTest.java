package io.imagepeek.function.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A registry that speaks HTTP/1.1 alone is asked as many things at once as the setting says. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class ConcurrentInspectionsTest extends FaceTest {

  /** The default of imagepeek.host.concurrency. */
  private static final int AT_ONCE = 16;

  @Test
  void eachExchangeHasAConnectionOfItsOwn() throws Exception {
    TestImage image = TestImage.oci("linux/amd64");
    CompletableFuture<Void> release = new CompletableFuture<>();
    ExecutorService callers = Executors.newCachedThreadPool();
    int before = open().requests().size();
    try {
      List<Future<Response>> answers = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        String repository = "at-once/" + i;
        open().image(repository, "latest", image);
        open()
            .on("GET", "/v2/" + repository + "/manifests/latest")
            .respond(
                Reply.held(
                    release,
                    Reply.of(200, Map.of("Content-Type", image.mediaType()), image.manifest())));
        answers.add(callers.submit(() -> inspect(name(repository))));
      }

      open().awaitRequests(before + AT_ONCE, Duration.ofSeconds(8));
      release.complete(null);

      for (Future<Response> answer : answers) {
        assertThat(answer.get(20, TimeUnit.SECONDS).jsonPath().getString("Digest"))
            .isEqualTo(image.digest());
      }
    } finally {
      release.complete(null);
      callers.shutdownNow();
    }
  }
}
