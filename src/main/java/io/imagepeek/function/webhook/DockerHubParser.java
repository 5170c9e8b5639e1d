package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.webhook.ImageParts.Part;
import io.imagepeek.json.JsonField;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Docker Hub's webhook (<a
 * href="https://docs.docker.com/docker-hub/repos/manage/webhooks/">Webhooks</a>). Its callback URL
 * is not read: Docker Hub no longer supports it, and the client chooses it.
 */
final class DockerHubParser implements WebhookParser {

  private static final String HOST = "docker.io";
  private static final String PUSH_DATA = "push_data";

  @Override
  public WebhookSource source() {
    return WebhookSource.DOCKER_HUB;
  }

  @Override
  public String example() {
    return "{\"push_data\": {...}, \"repository\": {...}}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    return body.has(PUSH_DATA);
  }

  @Override
  public void read(
      JsonField body, Function<String, @Nullable String> headers, PushedImages images) {
    JsonField tag = body.get(PUSH_DATA).get("tag");
    JsonField repository = body.get("repository").get("repo_name");
    Instant pushedAt = EventTime.ofSeconds(body.get(PUSH_DATA).get("pushed_at"));
    images.add(
        new ImageParts(
            new Part(HOST, repository),
            new Part(repository.text(), repository),
            Optional.of(new Part(tag.text(), tag)),
            Optional.empty()),
        EventId.derived(String.valueOf(pushedAt.getEpochSecond()), repository.text(), tag.text()),
        Optional.of(pushedAt));
  }
}
