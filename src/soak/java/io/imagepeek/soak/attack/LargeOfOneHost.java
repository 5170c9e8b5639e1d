package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Reply;
import io.imagepeek.soak.wire.Request;
import io.imagepeek.soak.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Much to parse for one host, and long listings, beside a stranger's small image. */
final class LargeOfOneHost implements Attack {

  private static final int IMAGES = 60;
  private static final int LISTINGS = 5;
  private static final int PAGES = 4;
  private static final int PER_PAGE = 25_000;

  private final Documents manifest = Documents.largeManifest();
  private final Documents image = Documents.small();
  private final List<ByteBuffer> pages = new ArrayList<>();
  private HostileHost large;
  private HostileHost listings;

  @Override
  public String name() {
    return "large-of-one-host";
  }

  @Override
  public String what() {
    return "60 manifests of 4 MB of one host, and 5 listings of 13 MB";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    large = registries.host(manifest);
    for (int page = 0; page < PAGES; page++) {
      int first = page * PER_PAGE;
      pages.add(
          Wire.bytes(
              IntStream.range(first, first + PER_PAGE)
                  .mapToObj(i -> "\"%0128d\"".formatted(i))
                  .collect(Collectors.joining(",", "{\"name\":\"x\",\"tags\":[", "]}"))));
    }
    listings =
        registries.host(request -> request.about("tags") ? page(request) : image.answer(request));
  }

  private Reply page(Request request) {
    int page =
        request.path().contains("last=")
            ? Integer.parseInt(request.path().split("last=", 2)[1])
            : 0;
    String next =
        page + 1 < PAGES
            ? "Link: </v2/%s/tags/list?last=%d>; rel=\"next\"\r\n"
                .formatted(request.repository(), page + 1)
            : "";
    return Reply.of(request, 200, "Content-Type: application/json\r\n" + next, pages.get(page));
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    for (int i = 0; i < IMAGES; i++) {
      callers.ask(stage.inspect(large.name() + "/large" + i));
    }
    for (int i = 0; i < LISTINGS; i++) {
      callers.ask(stage.inspect(listings.name() + "/listed" + i, ", \"repoTags\": true"));
    }
    callers.await(stage.inspectionPatience().plusMillis(100));
    int should = stage.scale().withLargest(IMAGES);
    return Report.of(
        callers, should, Goal.atLeast("images inspected", callers.inspected(), 0.95 * should));
  }
}
