package io.imagepeek.source.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.image.Digest;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.registry.network.TargetRule;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the tags of a repository page by page (OCI distribution specification 1.1, "Listing Tags").
 * A registry that sends the same page twice, or pages without end, is left.
 */
final class TagListing {

  /** The specification's own bound on a tag. */
  private static final int TAG_CHARACTERS = 128;

  private static final Map<String, String> JSON_ACCEPTED = Map.of("Accept", "application/json");
  private static final Pattern NEXT =
      Pattern.compile("<([^<>]*)>[^,<]*;\\s*rel=\"?next\"?", Pattern.CASE_INSENSITIVE);

  private final RegistrySettings.Limits limits;
  private final TargetRule targets;
  private final ParserExecutor parsers;
  private final ObjectMapper json;

  TagListing(RegistrySettings.Limits limits, TargetRule targets, ParserExecutor parsers) {
    this.limits = limits;
    this.targets = targets;
    this.parsers = parsers;
    this.json =
        new ObjectMapper(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(limits.jsonDepth()).build())
                .build());
  }

  /** All tags in the registry's order; empty where the registry denies the listing. */
  Uni<Optional<List<String>>> list(RegistrySession session, URI first, InspectionContext context) {
    return page(session, first, context, new ArrayList<>(), new HashSet<>())
        // A challenge that cannot be answered is a denial, too.
        .onFailure(RegistryAuthenticationFailure.class)
        .recoverWithItem(Optional.empty());
  }

  private Uni<Optional<List<String>>> page(
      RegistrySession session,
      URI uri,
      InspectionContext context,
      List<String> tags,
      Set<URI> seen) {
    if (!seen.add(uri)) {
      throw new InspectImageFailure("the pages of the tag list form a loop");
    }
    if (seen.size() > limits.tagsPages()) {
      throw new InspectImageFailure("the tag list has more than " + limits.tagsPages() + " pages");
    }
    return session
        .send(HttpCall.get(uri, JSON_ACCEPTED, limits.tagsPageBytes()), context)
        .flatMap(
            answer -> {
              if (denied(answer)) {
                return Uni.createFrom().item(Optional.empty());
              }
              if (answer.status() != 200) {
                throw session.meaning(answer);
              }
              return parsers
                  .compute(answer.body().length, () -> parse(answer.body()))
                  .flatMap(more -> continued(session, answer, context, tags, more, seen));
            });
  }

  private Uni<Optional<List<String>>> continued(
      RegistrySession session,
      HttpAnswer answer,
      InspectionContext context,
      List<String> tags,
      List<String> more,
      Set<URI> seen) {
    tags.addAll(more);
    if (tags.size() > limits.tags()) {
      throw new InspectImageFailure("the repository has more than " + limits.tags() + " tags");
    }
    Optional<String> next = next(answer.headers().getAll("Link"));
    return next.isPresent()
        ? page(session, targets.follow(answer.uri(), next.get()), context, tags, seen)
        : Uni.createFrom().item(Optional.of(List.copyOf(tags)));
  }

  /** Refused, or not offered at all, as some registries do: the image itself can be inspected. */
  private static boolean denied(HttpAnswer answer) {
    return answer.status() == 401
        || answer.status() == 403
        || (answer.status() == 404 && ErrorAnswers.code(answer).isEmpty());
  }

  /** Where the next page is, by the {@code Link} headers. */
  static Optional<String> next(List<String> links) {
    for (String link : links) {
      Matcher matcher = NEXT.matcher(link);
      if (matcher.find()) {
        return Optional.of(matcher.group(1));
      }
    }
    return Optional.empty();
  }

  private List<String> parse(byte[] body) {
    JsonNode tree;
    try {
      tree = json.readTree(body);
    } catch (JsonProcessingException malformed) {
      throw new InspectImageFailure("the tag list is not valid JSON");
    } catch (IOException unexpected) {
      throw new IllegalStateException("reading from memory failed", unexpected);
    }
    JsonNode listed = tree.path("tags");
    if (!tree.isObject() || !(listed.isArray() || listed.isNull() || listed.isMissingNode())) {
      throw new InspectImageFailure("the tag list is not an object with an array of tags");
    }
    List<String> tags = new ArrayList<>(listed.size());
    for (JsonNode tag : listed) {
      if (!tag.isTextual() && !tag.isNull()) {
        throw new InspectImageFailure("the tag list holds something that is not a string");
      }
      // Some registries list empty tags, and digests among the tags; neither can be asked for.
      if (tag.isTextual() && !tag.textValue().isEmpty() && !isDigest(tag.textValue())) {
        tags.add(requireTag(tag.textValue()));
      }
    }
    return tags;
  }

  /** Tags are bounded by number, and each of them is short: so is their sum. */
  private static String requireTag(String tag) {
    if (tag.length() > TAG_CHARACTERS) {
      throw new InspectImageFailure(
          "the tag list holds a tag of more than " + TAG_CHARACTERS + " characters");
    }
    return tag;
  }

  private static boolean isDigest(String tag) {
    if (tag.indexOf(':') < 0) {
      return false;
    }
    try {
      Digest.parse(tag);
      return true;
    } catch (IllegalArgumentException notOne) {
      return false;
    }
  }
}
