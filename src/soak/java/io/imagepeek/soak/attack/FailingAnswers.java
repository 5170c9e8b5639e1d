package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Reply;
import io.imagepeek.soak.wire.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** A registry some of whose answers are 503, never mind which. */
final class FailingAnswers implements BesideSkopeo {

  private static final int FULL = 500;
  private static final int AT_ONCE = 16;
  private static final int ATTEMPTS = 3;

  private final int percent;
  private final double goal;
  private final Documents image = Documents.small();
  // The registries' one thread alone uses it.
  private final Map<String, Integer> attempts = new HashMap<>();
  private HostileHost host;

  /** So many percent, of which the part of inspections follows that has to succeed. */
  FailingAnswers(int percent, double goal) {
    this.percent = percent;
    this.goal = goal;
  }

  @Override
  public String name() {
    return "failing-" + percent;
  }

  @Override
  public boolean isQuick() {
    return percent == 30;
  }

  @Override
  public String what() {
    return percent + " % of a registry's answers are 503: 500 images, 16 at a time";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    host = registries.host(this::answer);
  }

  private Reply answer(Request request) {
    int attempt = attempts.merge(request.path(), 1, Integer::sum) - 1;
    return fails(request.path(), attempt) ? Reply.of(request, 503, "", "") : image.answer(request);
  }

  /**
   * Whether an attempt fails is decided by chance, and is the same in each run: so it is known what
   * can succeed.
   */
  private boolean fails(String path, int attempt) {
    long seed = (path.replaceFirst(".*/v2/", "") + "#" + attempt).hashCode() * 0x9E3779B97F4A7C15L;
    return new Random(seed).nextInt(100) < percent;
  }

  private boolean possible(String repository) {
    return IntStream.range(0, ATTEMPTS)
            .anyMatch(i -> !fails(path(repository, "manifests/latest"), i))
        && IntStream.range(0, ATTEMPTS)
            .anyMatch(i -> !fails(path(repository, "blobs/" + image.configDigest()), i));
  }

  private static String path(String repository, String rest) {
    return "/v2/" + repository + "/" + rest;
  }

  private static String repository(int image) {
    return "image" + image;
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    int images = stage.scale().quick() ? FULL / 2 : FULL;
    Callers callers = stage.callers();
    stage.inTurn(
        callers,
        AT_ONCE,
        IntStream.range(0, images)
            .mapToObj(i -> stage.inspect(host.name() + "/" + repository(i)))
            .iterator());
    callers.await(stage.scale().seconds(50));
    callers.cutOff();
    int asked = callers.finished();
    int possible = (int) IntStream.range(0, asked).filter(i -> possible(repository(i))).count();
    return Report.of(
        callers,
        possible,
        Goal.atLeast("% of all images", 100.0 * callers.inspected() / Math.max(1, asked), goal));
  }

  @Override
  public List<String> images() {
    return host.images("skopeo", 100);
  }

  @Override
  public Duration time() {
    return Duration.ofSeconds(60);
  }
}
