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
 * If the registry refuses the list, there are no tags, and the log says why: the image can be
 * inspected without them. A list that breaks off is a failure, never a shorter list. So are pages
 * that form a loop, and lists beyond the limits.
 */
final class TagListing {

  private static final Logger LOG = Logger.getLogger(TagListing.class);

  /** The specification's limit on the length of a tag. */
  private static final int MAX_TAG_LENGTH = 128;

  /** More than a SHA-512 digest has, the longest one. */
  private static final int MAX_DIGEST_LENGTH = 256;

  private static final Map<String, String> JSON_ACCEPTED = Map.of("Accept", "application/json");

  private final RegistrySettings.Limits limits;
  private final RedirectPolicy redirects;
  private final ParserExecutor parsers;
  private final JsonFactory json;

  TagListing(RegistrySettings.Limits limits, RedirectPolicy redirects, ParserExecutor parsers) {
    this.limits = limits;
    this.redirects = redirects;
    this.parsers = parsers;
    this.json =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(limits.jsonDepth()).build())
            .build();
  }

  /**
   * All tags in the registry's order; empty if the registry refuses to list them.
   *
   * @param first the URL of the first page
   */
  Uni<Optional<List<String>>> list(RegistrySession session, URI first, InspectionContext context) {
    return page(session, first, context, new ArrayList<>(), new HashSet<>())
        // A challenge that cannot be answered is a refusal, too.
        .onFailure(RegistryAuthenticationFailure.class)
        .recoverWithItem(refused -> unavailable(first, refused.refusal()));
  }

  private static Optional<List<String>> unavailable(URI page, String reason) {
    LOG.infof(
        "the tags of %s%s are left out: %s",
        Origin.of(page).authority(), PrintableLine.of(page.getRawPath()), reason);
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
            response -> {
              // Transient errors have failed before. All others are refusals: some registries
              // list no tags, and some proxies have statuses of their own for that.
              if (response.status() != 200) {
                return Uni.createFrom()
                    .item(unavailable(uri, RegistryErrorMapper.errorText(response)));
              }
              return response
                  .mentioningEncoding(
                      parsers.compute(
                          uri.getAuthority(), response.body().length, () -> parse(response.body())))
                  .invoke(page -> response.keepOnly(MemoryBudget.weight(page.tags())))
                  .flatMap(page -> withNextPage(session, uri, response, context, tags, page, seen));
            });
  }

  private Uni<Optional<List<String>>> withNextPage(
      RegistrySession session,
      URI uri,
      HttpResponse response,
      InspectionContext context,
      List<String> tags,
      Page page,
      Set<URI> seen) {
    tags.addAll(page.tags());
    if (tags.size() > limits.tags()) {
      throw tooMany();
    }
    Next next = LinkHeader.next(response.headers().getAll("Link"));
    if (next instanceof Next.At link) {
      URI nextUri = redirects.page(uri, response.uri(), link.target());
      return page(session, nextUri, context, tags, seen);
    }
    // If the link cannot be read, an empty page counts as the last one.
    return Uni.createFrom()
        .item(
            next instanceof Next.Unclear && !page.empty()
                ? unavailable(uri, "the link to its next page cannot be read")
                : Optional.of(List.copyOf(tags)));
  }

  /**
   * One page of the list.
   *
   * @param empty whether it has no entries at all, valid or not
   */
  private record Page(List<String> tags, boolean empty) {}

  /** Read as a stream: a tree of a hostile page would take many times its size. */
  private Page parse(byte[] body) {
    try (JsonParser page = json.createParser(body)) {
      if (page.nextToken() != JsonToken.START_OBJECT) {
        throw noTagList();
      }
      Page tags = new Page(List.of(), true);
      while (page.nextToken() != JsonToken.END_OBJECT) {
        boolean isTags = page.currentName().equals("tags");
        page.nextToken();
        if (isTags) {
          tags = tags(page);
        } else {
          page.skipChildren();
        }
      }
      return tags;
    } catch (JsonProcessingException malformed) {
      throw new InspectImageFailure("the tag list is not valid JSON");
    } catch (IOException unexpected) {
      throw new IllegalStateException("reading a byte array failed", unexpected);
    }
  }

  private Page tags(JsonParser page) throws IOException {
    List<String> tags = new ArrayList<>();
    boolean empty = true;
    if (page.currentToken() == JsonToken.VALUE_NULL) {
      return new Page(tags, empty);
    }
    if (page.currentToken() != JsonToken.START_ARRAY) {
      throw noTagList();
    }
    while (page.nextToken() != JsonToken.END_ARRAY) {
      empty = false;
      if (page.currentToken() == JsonToken.VALUE_STRING) {
        // Some registries list empty texts and digests among the tags. They are left out.
        if (page.getTextLength() > 0 && !isDigest(page)) {
          tags.add(requireTag(page));
        }
      } else if (page.currentToken() != JsonToken.VALUE_NULL) {
        throw new InspectImageFailure("the tag list contains a value that is not a string");
      }
      if (tags.size() > limits.tags()) {
        throw tooMany();
      }
    }
    return new Page(tags, empty);
  }

  private static InspectImageFailure noTagList() {
    return new InspectImageFailure("the tag list is not an object with an array of tags");
  }

  private InspectImageFailure tooMany() {
    return new InspectImageFailure("the repository has more than " + limits.tags() + " tags");
  }

  /** With the limit on their number, this limits the size of all tags together. */
  private static String requireTag(JsonParser page) throws IOException {
    if (page.getTextLength() > MAX_TAG_LENGTH) {
      throw new InspectImageFailure(
          "the tag list contains a tag of more than " + MAX_TAG_LENGTH + " characters");
    }
    return page.getText();
  }

  private static boolean isDigest(JsonParser page) throws IOException {
    if (page.getTextLength() > MAX_DIGEST_LENGTH || page.getText().indexOf(':') < 0) {
      return false;
    }
    try {
      Digest.parse(page.getText());
      return true;
    } catch (IllegalArgumentException noDigest) {
      return false;
    }
  }
}
