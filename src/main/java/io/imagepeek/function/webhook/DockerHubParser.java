package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.webhook.ImageParts.Part;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Docker Hub's webhook (<a
 * href="https://docs.docker.com/docker-hub/repos/manage/webhooks/">Webhooks</a>). Its callback URL
 * is not read: it is no longer supported there, and whoever sends a notice chooses it.
 */
final class DockerHubParser implements WebhookParser {

  private static final String HOST = "docker.io";
  private static final String PUSH_DATA = "push_data";

  @Override
  public WebhookSource sender() {
    return WebhookSource.DOCKER_HUB;
  }

  @Override
  public String shape() {
    return "{\"push_data\": {...}, \"repository\": {...}}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    return body.has(PUSH_DATA);
  }

  @Override
  public void read(
      PayloadField body, Function<String, @Nullable String> headers, PushedImages pushes) {
    PayloadField tag = body.in(PUSH_DATA).in("tag");
    PayloadField repository = body.in("repository").in("repo_name");
    Instant pushedAt = body.in(PUSH_DATA).in("pushed_at").epochSeconds();
    pushes.add(
        new ImageParts(
            new Part(HOST, repository),
            new Part(repository.text(), repository),
            Optional.of(new Part(tag.text(), tag)),
            Optional.empty()),
        EventId.derived(String.valueOf(pushedAt.getEpochSecond()), repository.text(), tag.text()),
        Optional.of(pushedAt));
  }
}
