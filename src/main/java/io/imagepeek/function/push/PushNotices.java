package io.imagepeek.function.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.List;
import java.util.Map;
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
public final class PushNotices {

  private final HostMap hosts;
  private final int maxImages;
  private final List<Adapter> adapters;

  /**
   * @param hosts the host to ask for a host in an event, each with its port where it has one;
   *     others are asked by the name in the event
   * @param maxImages how many images one notice may have
   * @param json parses JSON that is packed within a notice; fails as {@link
   *     InvalidInspectParameters}
   * @throws IllegalArgumentException if a host to ask is none, or no image is allowed
   */
  public PushNotices(Map<String, String> hosts, int maxImages, Function<byte[], JsonNode> json) {
    if (maxImages < 1) {
      throw new IllegalArgumentException("a notice must be allowed at least one image");
    }
    this.hosts = new HostMap(hosts);
    this.maxImages = maxImages;
    // GitHub is the last: it alone is recognised by a header, which must not hide another's shape.
    adapters =
        List.of(
            new DistributionAdapter(),
            new HarborAdapter(),
            new EcrAdapter(),
            new DockerHubAdapter(),
            new ArtifactRegistryAdapter(json),
            new GitHubAdapter());
  }

  /**
   * Reads a notice of which the headers are not known.
   *
   * @throws InvalidInspectParameters as {@link #read(JsonNode, Function)} does
   */
  public PushNotice read(JsonNode body) {
    return read(body, name -> null);
  }

  /**
   * Reads a notice.
   *
   * @param headers the value of a request's header by its name, in whatever case; null where the
   *     request lacks it
   * @throws InvalidInspectParameters if no sender has this shape, a field is missing or wrong,
   *     which the error then names by its path, or too many images were pushed
   */
  public PushNotice read(JsonNode body, Function<String, @Nullable String> headers) {
    for (Adapter adapter : adapters) {
      if (adapter.recognises(body, headers)) {
        Pushes pushes = new Pushes(hosts, maxImages);
        adapter.read(Field.root(body), headers, pushes);
        return new PushNotice(adapter.sender(), pushes.images());
      }
    }
    throw new InvalidInspectParameters(
        adapters.stream()
            .map(adapter -> adapter.sender().title() + " " + adapter.shape())
            .collect(
                Collectors.joining(
                    "; ",
                    "request: has no shape of a push notice that is known; known are: ",
                    "")));
  }
}
