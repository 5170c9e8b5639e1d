package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.json.JsonField;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the push events of one source. */
sealed interface WebhookParser
    permits ArtifactRegistryParser,
        AzureEventGridParser,
        AzureWebhookParser,
        DistributionParser,
        DockerHubParser,
        EcrParser,
        GitHubParser,
        GiteaParser,
        HarborParser,
        QuayParser,
        ZotParser {

  WebhookSource source();

  /** An example of the JSON by which its push events are recognised, for errors. */
  String example();

  /** Whether the JSON is from this source, well-formed or not. */
  boolean recognises(JsonNode body, Function<String, @Nullable String> headers);

  /**
   * Adds the images that were pushed; none for the source's other events.
   *
   * @throws InvalidInspectParameters naming the field that is missing or wrong, or whose word the
   *     source is not known to use
   */
  void read(JsonField body, Function<String, @Nullable String> headers, PushedImages images);
}
