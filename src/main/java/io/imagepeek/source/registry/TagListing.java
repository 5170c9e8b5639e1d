package io.imagepeek.source.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.image.Digest;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
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

  /** Of SHA-512, the longest there is, with room to spare. */
  private static final int DIGEST_CHARACTERS = 256;

  private static final Map<String, String> JSON_ACCEPTED = Map.of("Accept", "application/json");
  private static final Pattern NEXT =
      Pattern.compile("<([^<>]*)>[^,<]*;\\s*rel=\"?next\"?", Pattern.CASE_INSENSITIVE);

  private final RegistrySettings.Limits limits;
  private final TargetRule targets;
  private final ParserExecutor parsers;
  private final JsonFactory json;

  TagListing(RegistrySettings.Limits limits, TargetRule targets, ParserExecutor parsers) {
    this.limits = limits;
    this.targets = targets;
    this.parsers = parsers;
    this.json =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(limits.jsonDepth()).build())
            .build();
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
                  .compute(uri.getAuthority(), answer.body().length, () -> parse(answer.body()))
                  .invoke(more -> answer.keepOnly(MemoryBudget.weight(more)))
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
      throw tooMany();
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

  /** Read as it stands there: a tree of a hostile page would take many times its bytes. */
  private List<String> parse(byte[] body) {
    try (JsonParser page = json.createParser(body)) {
      if (page.nextToken() != JsonToken.START_OBJECT) {
        throw notListed();
      }
      List<String> tags = List.of();
      while (page.nextToken() != JsonToken.END_OBJECT) {
        boolean listed = page.currentName().equals("tags");
        page.nextToken();
        if (listed) {
          tags = tags(page);
        } else {
          page.skipChildren();
        }
      }
      return tags;
    } catch (JsonProcessingException malformed) {
      throw new InspectImageFailure("the tag list is not valid JSON");
    } catch (IOException unexpected) {
      throw new IllegalStateException("reading from memory failed", unexpected);
    }
  }

  private List<String> tags(JsonParser page) throws IOException {
    List<String> tags = new ArrayList<>();
    if (page.currentToken() == JsonToken.VALUE_NULL) {
      return tags;
    }
    if (page.currentToken() != JsonToken.START_ARRAY) {
      throw notListed();
    }
    while (page.nextToken() != JsonToken.END_ARRAY) {
      if (page.currentToken() == JsonToken.VALUE_STRING) {
        // Some registries list empty tags, and digests among the tags; neither can be asked for.
        if (page.getTextLength() > 0 && !isDigest(page)) {
          tags.add(requireTag(page));
        }
      } else if (page.currentToken() != JsonToken.VALUE_NULL) {
        throw new InspectImageFailure("the tag list holds something that is not a string");
      }
      if (tags.size() > limits.tags()) {
        throw tooMany();
      }
    }
    return tags;
  }

  private static InspectImageFailure notListed() {
    return new InspectImageFailure("the tag list is not an object with an array of tags");
  }

  private InspectImageFailure tooMany() {
    return new InspectImageFailure("the repository has more than " + limits.tags() + " tags");
  }

  /** Tags are bounded by number, and each of them is short: so is their sum. */
  private static String requireTag(JsonParser page) throws IOException {
    if (page.getTextLength() > TAG_CHARACTERS) {
      throw new InspectImageFailure(
          "the tag list holds a tag of more than " + TAG_CHARACTERS + " characters");
    }
    return page.getText();
  }

  private static boolean isDigest(JsonParser page) throws IOException {
    if (page.getTextLength() > DIGEST_CHARACTERS || page.getText().indexOf(':') < 0) {
      return false;
    }
    try {
      Digest.parse(page.getText());
      return true;
    } catch (IllegalArgumentException notOne) {
      return false;
    }
  }
}
