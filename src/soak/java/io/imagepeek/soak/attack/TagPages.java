package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Reply;
import io.imagepeek.soak.wire.Request;
import java.io.IOException;

/** Few bytes that ask for thousands of requests: tags one by one. */
final class TagPages implements Attack {

  private static final int IMAGES = 100;
  private static final int PAGES = 1000;
  private static final double BUDGET = 1000;

  private final Documents image = Documents.small();
  private HostileHost host;

  @Override
  public String name() {
    return "tag-pages";
  }

  @Override
  public String what() {
    return "a batch of 100 images with 1,000 pages of tags each";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    host =
        registries.host(request -> request.about("tags") ? page(request) : image.answer(request));
  }

  private static Reply page(Request request) {
    String last = request.path().replaceFirst(".*last=(\\d+).*", "$1");
    int page = last.equals(request.path()) ? 0 : Integer.parseInt(last) + 1;
    String next =
        page + 1 < PAGES
            ? "Link: </v2/%s/tags/list?last=%d>; rel=\"next\"\r\n"
                .formatted(request.repository(), page)
            : "";
    return Reply.of(
        request,
        200,
        "Content-Type: application/json\r\n" + next,
        "{\"name\": \"%s\", \"tags\": [\"tag%d\"]}".formatted(request.repository(), page));
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    callers.ask(stage.batch(host.images("tags", IMAGES), ", \"repoTags\": true"));
    callers.await(stage.batchPatience().plusMillis(100));
    return Report.of(
        callers, null, Goal.atMost("requests to the registry", host.requests(), BUDGET));
  }
}
