package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what registries send when something was pushed. Who sent it is told by the shape.
 *
 * <p>Only pushes of manifests count. An inspection makes a registry send notifications of pulls:
 * these never lead to an inspection, or it would never end.
 *
 * <p>Whoever can send a notice chooses the host that is in it: it is mapped here, and nothing more.
 * Which hosts may be asked is decided where they are asked.
 */
public final class PushEventReader {

  private final HostMap hosts;
  private final int maxImages;
  private final Function<byte[], JsonNode> json;
  private final List<WebhookParser> adapters;

  /**
   * @param hosts the host to ask for a host in an event, each with its port where it has one;
   *     others are asked by the name in the event
   * @param maxImages how many images one notice may have
   * @param awsDomains the domain of a region of AWS, in lower case; empty where it is none
   * @param json parses JSON that is packed within a notice; fails as {@link
   *     InvalidInspectParameters}
   * @throws IllegalArgumentException if a host to ask is none, or no image is allowed
   */
  public PushEventReader(
      Map<String, String> hosts,
      int maxImages,
      Function<String, Optional<String>> awsDomains,
      Function<byte[], JsonNode> json) {
    if (maxImages < 1) {
      throw new IllegalArgumentException("a notice must be allowed at least one image");
    }
    this.hosts = new HostMap(hosts);
    this.maxImages = maxImages;
    this.json = json;
    // These two are the last: they alone are recognised by a header, which must not hide another's
    // shape; and Gitea sends GitHub's header besides its own.
    adapters =
        List.of(
            new DistributionParser(),
            new HarborParser(),
            new EcrParser(awsDomains),
            new DockerHubParser(),
            new ArtifactRegistryParser(json),
            new AzureEventGridParser(),
            new AzureWebhookParser(),
            new QuayParser(),
            new ZotParser(),
            new GiteaParser(),
            new GitHubParser());
  }

  /**
   * Reads a notice of which the headers are not known.
   *
   * @throws InvalidInspectParameters as {@link #read(JsonNode, Function)} does
   */
  public PushEvent read(JsonNode body) {
    return read(body, name -> null);
  }

  /**
   * Reads a notice.
   *
   * @param headers the value of a request's header by its name, in whatever case; null where the
   *     request lacks it
   * @throws InvalidInspectParameters if no sender has this shape; if a field is missing or wrong,
   *     which the error then names by its path, unless there are other entries that can be read; or
   *     if too many images were pushed
   */
  public PushEvent read(JsonNode body, Function<String, @Nullable String> headers) {
    Optional<JsonNode> event = CloudEventForm.structured(body, headers);
    JsonNode unpacked = CloudEventForm.unpacked(body, json);
    return event
        .flatMap(structured -> readKnown(PayloadField.root(structured), name -> null))
        .or(() -> readKnown(PayloadField.root(unpacked), headers))
        .or(
            () ->
                CloudEventForm.forwarded(unpacked)
                    .flatMap(notice -> readKnown(notice, name -> null)))
        .orElseThrow(this::unknown);
  }

  private Optional<PushEvent> readKnown(
      PayloadField body, Function<String, @Nullable String> headers) {
    return adapters.stream()
        .filter(adapter -> sends(adapter, body.node(), headers))
        .findFirst()
        .map(
            adapter -> {
              PushedImages pushes = new PushedImages(hosts, maxImages);
              read(body, adapter, headers, pushes);
              return pushes.notice(adapter.sender());
            });
  }

  /** Notices also come several at once, as Event Grid and CloudEvents' batches have them. */
  private static boolean sends(
      WebhookParser adapter, JsonNode body, Function<String, @Nullable String> headers) {
    if (!body.isArray()) {
      return adapter.recognises(body, headers);
    }
    for (JsonNode one : body) {
      if (one.isObject() && adapter.recognises(one, headers)) {
        return true;
      }
    }
    return false;
  }

  private static void read(
      PayloadField body,
      WebhookParser adapter,
      Function<String, @Nullable String> headers,
      PushedImages pushes) {
    if (!body.node().isArray()) {
      adapter.read(body, headers, pushes);
      return;
    }
    pushes.each(
        body.elements(),
        one -> {
          if (!one.node().isObject() || !adapter.recognises(one.node(), headers)) {
            throw one.is("is none of " + adapter.sender().title() + ", as others beside it are");
          }
          adapter.read(one, headers, pushes);
        });
  }

  private InvalidInspectParameters unknown() {
    return new InvalidInspectParameters(
        adapters.stream()
            .map(adapter -> adapter.sender().title() + " " + adapter.shape())
            .collect(
                Collectors.joining(
                    "; ",
                    "request: has no shape of a push notice that is known; known are: ",
                    "")));
  }
}
