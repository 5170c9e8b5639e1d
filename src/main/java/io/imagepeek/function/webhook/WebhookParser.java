package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what one sender sends. */
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

  WebhookSource sender();

  /** What tells its notices from others, for those who sent something else. */
  String shape();

  /** Whether this is one of its notices, be it right or wrong. */
  boolean recognises(JsonNode body, Function<String, @Nullable String> headers);

  /**
   * Adds what was pushed: nothing where an event that the sender is known for tells of no image.
   *
   * @throws InvalidInspectParameters naming the field that is missing or wrong, or that says what
   *     the sender is not known to say
   */
  void read(PayloadField body, Function<String, @Nullable String> headers, PushedImages pushes);
}
