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
import io.imagepeek.source.http.HttpRequest;
import io.imagepeek.source.http.HttpResponse;
import io.imagepeek.source.http.PrintableLine;
import io.imagepeek.source.network.Origin;
import io.imagepeek.source.network.RedirectPolicy;
import io.imagepeek.source.registry.LinkHeader.Next;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Reads the tags of a repository page by page (OCI distribution specification 1.1, "Listing Tags").
 * Where they cannot be had, there are none, and the log says why: the image can be inspected all
 * the same. A list that goes wrong on its way is never a shorter one. A registry that sends the
 * same page twice, or pages without end, is left.
 */
final class TagListing {

  private static final Logger LOG = Logger.getLogger(TagListing.class);

  /** The specification's own bound on a tag. */
  private static final int TAG_CHARACTERS = 128;

  /** Of SHA-512, the longest there is, with room to spare. */
  private static final int DIGEST_CHARACTERS = 256;

  private static final Map<String, String> JSON_ACCEPTED = Map.of("Accept", "application/json");

  private final RegistrySettings.Limits limits;
  private final RedirectPolicy targets;
  private final ParserExecutor parsers;
  private final JsonFactory json;

  TagListing(RegistrySettings.Limits limits, RedirectPolicy targets, ParserExecutor parsers) {
    this.limits = limits;
    this.targets = targets;
    this.parsers = parsers;
    this.json =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(limits.jsonDepth()).build())
            .build();
  }

  /** All tags in the registry's order; empty where they cannot be had. */
  Uni<Optional<List<String>>> list(RegistrySession session, URI first, InspectionContext context) {
    return page(session, first, context, new ArrayList<>(), new HashSet<>())
        // A challenge that cannot be answered is a denial, too.
        .onFailure(RegistryAuthenticationFailure.class)
        .recoverWithItem(refused -> none(first, refused.refusal()));
  }

  private static Optional<List<String>> none(URI asked, String why) {
    LOG.infof(
        "no tags are told of %s%s: %s",
        Origin.of(asked).authority(), PrintableLine.of(asked.getRawPath()), why);
    return Optional.empty();
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
        .send(HttpRequest.get(uri, JSON_ACCEPTED, limits.tagsPageBytes()), context)
        .flatMap(
            answer -> {
              // What may pass has failed before; anything else is a denial in some form: there
              // are registries that list no tags, and proxies with errors of their own.
              if (answer.status() != 200) {
                return Uni.createFrom().item(none(uri, RegistryErrorMapper.text(answer)));
              }
              return answer
                  .mentioningEncoding(
                      parsers.compute(
                          uri.getAuthority(), answer.body().length, () -> parse(answer.body())))
                  .invoke(more -> answer.keepOnly(MemoryBudget.weight(more.tags())))
                  .flatMap(more -> continued(session, uri, answer, context, tags, more, seen));
            });
  }

  private Uni<Optional<List<String>>> continued(
      RegistrySession session,
      URI asked,
      HttpResponse answer,
      InspectionContext context,
      List<String> tags,
      Page more,
      Set<URI> seen) {
    tags.addAll(more.tags());
    if (tags.size() > limits.tags()) {
      throw tooMany();
    }
    Next next = LinkHeader.next(answer.headers().getAll("Link"));
    if (next instanceof Next.At page) {
      URI uri = targets.page(asked, answer.uri(), page.target());
      return page(session, uri, context, tags, seen);
    }
    // After an empty page there is nothing more.
    return Uni.createFrom()
        .item(
            next instanceof Next.Unclear && !more.empty()
                ? none(asked, "where its next page is cannot be understood")
                : Optional.of(List.copyOf(tags)));
  }

  /**
   * One page of the list.
   *
   * @param empty whether it lists nothing at all, not even what is no tag
   */
  private record Page(List<String> tags, boolean empty) {}

  /** Read as it stands there: a tree of a hostile page would take many times its bytes. */
  private Page parse(byte[] body) {
    try (JsonParser page = json.createParser(body)) {
      if (page.nextToken() != JsonToken.START_OBJECT) {
        throw notListed();
      }
      Page tags = new Page(List.of(), true);
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

  private Page tags(JsonParser page) throws IOException {
    List<String> tags = new ArrayList<>();
    boolean empty = true;
    if (page.currentToken() == JsonToken.VALUE_NULL) {
      return new Page(tags, empty);
    }
    if (page.currentToken() != JsonToken.START_ARRAY) {
      throw notListed();
    }
    while (page.nextToken() != JsonToken.END_ARRAY) {
      empty = false;
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
    return new Page(tags, empty);
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
