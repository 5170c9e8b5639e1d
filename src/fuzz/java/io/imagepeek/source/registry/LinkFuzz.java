package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.fuzz.Corpus;
import io.imagepeek.fuzz.Expect;
import io.imagepeek.fuzz.Input;
import io.imagepeek.source.network.InsecureRegistries;
import io.imagepeek.source.network.Origin;
import io.imagepeek.source.network.RedirectPolicy;
import io.imagepeek.source.registry.LinkHeader.Next;
import java.net.URI;
import java.util.List;

/** {@code Link} headers, one in a line, and where they lead to. */
public final class LinkFuzz {

  private static final URI PAGE =
      URI.create("https://registry.example.com:5000/v2/org/app/tags/list?n=2");

  private static final RedirectPolicy RULE =
      new RedirectPolicy(new InsecureRegistries(List.of("localhost:5000")));

  private LinkFuzz() {}

  public static void fuzzerInitialize() {
    Corpus.replay("Link", LinkFuzz::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) {
    List<String> headers = Input.text(data).lines().toList();
    if (LinkHeader.next(headers) instanceof Next.At next) {
      Expect.that(
          headers.stream().anyMatch(header -> header.contains(next.target())),
          "a link is one of those that are there");
      page(next.target());
    }
    for (String header : headers) {
      follow(header);
      if (header.chars().allMatch(c -> c > ' ' && c < 0x7f && "<>\",;".indexOf(c) < 0)) {
        Expect.same(
            new Next.At(header),
            LinkHeader.next(List.of("</first>; rel=\"first\", <" + header + ">; rel=\"next\"")),
            "the next page is found");
      }
    }
  }

  private static void page(String target) {
    URI uri;
    try {
      uri = RULE.page(PAGE, PAGE, target);
    } catch (InspectImageFailure refused) {
      Expect.oneLine(refused.error());
      return;
    }
    Expect.same(Origin.of(PAGE), Origin.of(uri), "a list is read where it began");
    Expect.same(uri, RULE.follow(PAGE, uri.toString()), "where it leads is where it leads");
  }

  private static void follow(String target) {
    URI uri;
    try {
      uri = RULE.follow(PAGE, target);
    } catch (InspectImageFailure refused) {
      Expect.oneLine(refused.error());
      return;
    }
    Origin origin = Origin.of(uri);
    Expect.that(origin.isHttps(), "https never falls to http");
    Expect.that(uri.getRawFragment() == null, "a fragment is not sent");
    Expect.that(uri.getRawUserInfo() == null, "a user name is not sent");
    Expect.that(uri.getRawPath().startsWith("/"), "a path begins with a slash");
    Expect.same(origin.authority(), uri.getRawAuthority(), "a host is written one way");
    Expect.that(
        uri.toString().chars().allMatch(c -> c > ' ' && c < 0x7f),
        "a URL is visible ASCII: " + uri);
    Expect.that(
        List.of(uri.getRawPath().split("/", -1)).stream()
            .noneMatch(segment -> segment.equals(".") || segment.equals("..")),
        "a path leads nowhere else");
    Expect.same(uri, RULE.follow(PAGE, uri.toString()), "where it leads is where it leads");
  }
}
