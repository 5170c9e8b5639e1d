package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Outcome;
import io.imagepeek.soak.wire.Registries;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** More concurrent requests to a slow registry than it can answer in time. */
final class SlowHost implements BesideSkopeo {

  private static final int AT_ONCE = 16;

  private final String name;
  private final Documents image;
  private final int images;
  private final int requestsEach;
  private HostileHost host;

  private SlowHost(String name, Documents image, int images, int requestsEach) {
    this.name = name;
    this.image = image;
    this.images = images;
    this.requestsEach = requestsEach;
  }

  /** Images that cost three requests each. */
  static SlowHost indexes() {
    return new SlowHost("slow-indexes", Documents.index(), 200, 3);
  }

  /** Images that cost two. */
  static SlowHost singles() {
    return new SlowHost("slow-images", Documents.small(), 250, 2);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isQuick() {
    return requestsEach == 3;
  }

  @Override
  public String what() {
    return images
        + " images of "
        + requestsEach
        + " requests at once, of a registry that takes 1 s for each";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    Duration each = scale.seconds(1);
    host = registries.host(request -> image.answer(request).after(each));
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    for (int i = 0; i < images; i++) {
      callers.ask(stage.inspect(host.name() + "/slow" + i));
    }
    callers.await(stage.inspectionPatience().plusMillis(100));
    double own = stage.scale().seconds(requestsEach).toMillis();
    int possible = (int) (AT_ONCE * stage.scale().inspection().toMillis() / own);
    double first =
        callers.answers().stream()
            .filter(answer -> answer.status() == 200)
            .mapToDouble(Outcome.Answered::millis)
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    return Report.of(
        callers,
        possible,
        Goal.atLeast("% of the possible images", 100.0 * callers.inspected() / possible, 95),
        Goal.atMost("first response, ms", first, own + 1000),
        Goal.fact("requests to it", Integer.toString(host.requests())));
  }

  @Override
  public List<String> images() {
    return host.images("skopeo", images);
  }

  @Override
  public Duration time() {
    return Duration.ofSeconds(25);
  }
}
