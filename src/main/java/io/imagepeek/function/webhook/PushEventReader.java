package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.json.JsonErrors;
import io.imagepeek.json.JsonField;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the push events of registries. The source is recognised by the form of the JSON.
 *
 * <p>Only pushes of manifests count. An inspection makes a registry send events of pulls: these
 * must not lead to further inspections, which would never end.
 *
 * <p>The client chooses the host in a push event. It is only mapped here; the inspection decides
 * which hosts may be connected to.
 */
public final class PushEventReader {

  private final HostMap hosts;
  private final int maxImages;
  private final Function<byte[], JsonNode> json;
  private final List<WebhookParser> parsers;

  /**
   * @param hosts the registry's host for a host in an event, each with its port if it has one;
   *     other hosts are used as they are
   * @param maxImages how many images one push event may have
   * @param awsDomains the domain of an AWS region, in lower case; empty for other text
   * @param json parses JSON that is packed within a push event; fails as {@link
   *     InvalidInspectParameters}
   * @throws IllegalArgumentException if a registry's host is not a host, or no image is allowed
   */
  public PushEventReader(
      Map<String, String> hosts,
      int maxImages,
      Function<String, Optional<String>> awsDomains,
      Function<byte[], JsonNode> json) {
    if (maxImages < 1) {
      throw new IllegalArgumentException("a push event must be allowed at least one image");
    }
    this.hosts = new HostMap(hosts);
    this.maxImages = maxImages;
    this.json = json;
    // The last two are recognised by a header alone: first, they would take the events of others.
    // Gitea comes before GitHub, whose header it sends as well.
    parsers =
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
   * Reads a push event whose headers are not known.
   *
   * @throws InvalidInspectParameters as {@link #read(JsonNode, Function)} does
   */
  public PushEvent read(JsonNode body) {
    return read(body, name -> null);
  }

  /**
   * Reads a push event.
   *
   * @param headers the value of a request's header by its name, in whatever case; null where the
   *     request lacks it
   * @throws InvalidInspectParameters if no source sends such JSON; if a field is missing or wrong,
   *     which the error names by its path, unless other entries can be read; or if it has too many
   *     images
   */
  public PushEvent read(JsonNode body, Function<String, @Nullable String> headers) {
    Optional<JsonNode> binary = CloudEventForm.structured(body, headers);
    JsonNode unpacked = CloudEventForm.unpacked(body, json);
    return binary
        .flatMap(
            structured ->
                readKnown(JsonField.root(structured, JsonErrors.INVALID_REQUEST), name -> null))
        .or(() -> readKnown(JsonField.root(unpacked, JsonErrors.INVALID_REQUEST), headers))
        .or(
            () ->
                CloudEventForm.forwarded(unpacked).flatMap(event -> readKnown(event, name -> null)))
        .orElseThrow(this::unknown);
  }

  private Optional<PushEvent> readKnown(
      JsonField body, Function<String, @Nullable String> headers) {
    return parsers.stream()
        .filter(parser -> recognises(parser, body.node(), headers))
        .findFirst()
        .map(
            parser -> {
              PushedImages images = new PushedImages(hosts, maxImages);
              read(body, parser, headers, images);
              return images.event(parser.source());
            });
  }

  /** Several events may come at once, as from Event Grid and in CloudEvents' batches. */
  private static boolean recognises(
      WebhookParser parser, JsonNode body, Function<String, @Nullable String> headers) {
    if (!body.isArray()) {
      return parser.recognises(body, headers);
    }
    for (JsonNode one : body) {
      if (one.isObject() && parser.recognises(one, headers)) {
        return true;
      }
    }
    return false;
  }

  private static void read(
      JsonField body,
      WebhookParser parser,
      Function<String, @Nullable String> headers,
      PushedImages images) {
    if (!body.node().isArray()) {
      parser.read(body, headers, images);
      return;
    }
    images.each(
        body.elements(),
        one -> {
          if (!one.node().isObject() || !parser.recognises(one.node(), headers)) {
            throw one.error(
                "is not an event of " + parser.source().title() + ", as other entries are");
          }
          parser.read(one, headers, images);
        });
  }

  private InvalidInspectParameters unknown() {
    return new InvalidInspectParameters(
        parsers.stream()
            .map(parser -> parser.source().title() + " " + parser.example())
            .collect(
                Collectors.joining("; ", "request: is not a known push event; known are: ", "")));
  }
}
