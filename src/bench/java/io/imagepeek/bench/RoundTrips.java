package io.imagepeek.bench;

import io.imagepeek.bench.Caller.Answer;
import io.imagepeek.bench.Caller.RefusedException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The first part: single inspections and many at once, at a registry that is a round trip away. For
 * each repetition the registry is one that the application has never seen, with images that it has
 * never seen.
 */
final class RoundTrips {

  private static final int IMAGES_AT_ONCE = 50;
  private static final Pattern DIGEST = Pattern.compile("\"Digest\"\\s*:\\s*\"([^\"]+)\"");

  /** The ways of asking for the same image, in turn. */
  private enum Step {
    FIRST,
    UNCHANGED,
    BY_DIGEST,
    WITHIN_AGE
  }

  private final Workbench bench;
  private final int repetitions;
  private final Progress progress;
  private final Map<Scheme, List<DelayingProxy>> singles = new EnumMap<>(Scheme.class);
  private final List<DelayingProxy> batches = new ArrayList<>();
  private final List<DelayingProxy> crowds = new ArrayList<>();
  private final Map<Scheme, Map<Step, Measurement>> measured = new EnumMap<>(Scheme.class);
  private final Map<Scheme, Samples> skopeo = new EnumMap<>(Scheme.class);
  private final Measurement batch = new Measurement();
  private final Measurement crowd = new Measurement();
  private final Samples skopeoSum = new Samples();

  RoundTrips(Workbench bench, int repetitions, Progress progress) {
    this.bench = bench;
    this.repetitions = repetitions;
    this.progress = progress;
  }

  /** Measures, and returns the table. */
  Table run() throws IOException, InterruptedException {
    prepare();
    WarmUp warmUp = new WarmUp(bench);
    Redirect log = Redirect.to(bench.file("inspections.log").toFile());
    try (Application application = bench.start(bench.launch(), log).awaited()) {
      Caller caller = new Caller(application);
      progress.say("warming up");
      warmUp.run(caller);
      InspectionLines lines = new InspectionLines(bench.file("inspections.log"));
      for (int i = 0; i < repetitions; i++) {
        progress.say("round trips, repetition %d of %d".formatted(i + 1, repetitions));
        for (Scheme scheme : Scheme.values()) {
          single(scheme, i, caller, lines);
        }
        many(i, caller, lines);
      }
    }
    progress.say("skopeo, " + IMAGES_AT_ONCE + " images");
    double sum = 0;
    for (int i = 0; i < IMAGES_AT_ONCE; i++) {
      String image = batches.get(0).address() + "/" + Images.REPOSITORY + ":batch-0-" + i;
      sum += Commands.timed(bench.skopeo(Access.OPEN, image));
    }
    skopeoSum.add(sum);
    return table();
  }

  private void prepare() throws IOException, InterruptedException {
    progress.say("pushing images");
    for (Scheme scheme : Scheme.values()) {
      singles.put(scheme, new ArrayList<>());
      skopeo.put(scheme, new Samples());
      Map<Step, Measurement> steps = new EnumMap<>(Step.class);
      for (Step step : Step.values()) {
        steps.put(step, new Measurement());
      }
      measured.put(scheme, steps);
    }
    for (int i = 0; i < repetitions; i++) {
      for (Scheme scheme : Scheme.values()) {
        singles.get(scheme).add(bench.proxy(scheme.access(), Workbench.ROUND_TRIP));
        if (scheme == Scheme.INDEX) {
          bench.images().pushIndex(tag(scheme, i));
        } else {
          bench.images().pushSingle(tag(scheme, i));
        }
      }
      batches.add(bench.proxy(Access.OPEN, Workbench.ROUND_TRIP));
      crowds.add(bench.proxy(Access.OPEN, Workbench.ROUND_TRIP));
      for (int image = 0; image < IMAGES_AT_ONCE; image++) {
        bench.images().pushSingle("batch-" + i + "-" + image);
        bench.images().pushSingle("crowd-" + i + "-" + image);
      }
    }
  }

  private static String tag(Scheme scheme, int repetition) {
    return scheme.name().toLowerCase(Locale.ROOT) + "-" + repetition;
  }

  private void single(Scheme scheme, int repetition, Caller caller, InspectionLines lines)
      throws IOException, InterruptedException {
    DelayingProxy proxy = singles.get(scheme).get(repetition);
    String repository = proxy.address() + "/" + Images.REPOSITORY;
    String image = repository + ":" + tag(scheme, repetition);
    skopeo.get(scheme).add(Commands.timed(bench.skopeo(scheme.access(), image)));
    bench.tokenProxy().dropConnections();

    Map<Step, Measurement> steps = measured.get(scheme);
    String byTag = Workbench.fields(scheme.access(), image);
    String found = "";
    for (Step step : List.of(Step.FIRST, Step.UNCHANGED)) {
      found = digest(measure(steps.get(step), caller, lines, proxy, "/inspect", byTag, 1));
    }
    String byDigest = Workbench.fields(scheme.access(), repository + "@" + found);
    String aged = byTag + ", \"maxAge\": 600";
    caller.post("/inspect", "{" + byDigest + "}");
    measure(steps.get(Step.BY_DIGEST), caller, lines, proxy, "/inspect", byDigest, 1);
    caller.post("/inspect", "{" + aged + "}");
    measure(steps.get(Step.WITHIN_AGE), caller, lines, proxy, "/inspect", aged, 1);
  }

  private void many(int repetition, Caller caller, InspectionLines lines)
      throws IOException, InterruptedException {
    String images =
        String.join(", ", requests(batches.get(repetition), "batch-" + repetition + "-"));
    measure(
        batch,
        caller,
        lines,
        batches.get(repetition),
        "/inspections",
        "\"images\": [" + images + "]",
        IMAGES_AT_ONCE);

    DelayingProxy proxy = crowds.get(repetition);
    lines.skip();
    Answer answer = caller.postAll("/inspect", requests(proxy, "crowd-" + repetition + "-"));
    try {
      answer.required();
      crowd.add(answer.millis(), lines.requests(IMAGES_AT_ONCE), Wire.of(proxy));
    } catch (RefusedException e) {
      crowd.refused(e);
    }
  }

  private static List<String> requests(DelayingProxy proxy, String tags) {
    return IntStream.range(0, IMAGES_AT_ONCE)
        .mapToObj(i -> proxy.address() + "/" + Images.REPOSITORY + ":" + tags + i)
        .map(image -> "{" + Workbench.fields(Access.OPEN, image) + "}")
        .toList();
  }

  private Answer measure(
      Measurement into,
      Caller caller,
      InspectionLines lines,
      DelayingProxy proxy,
      String path,
      String fields,
      int inspections)
      throws IOException, InterruptedException {
    lines.skip();
    Wire before = Wire.of(proxy, bench.tokenProxy());
    Answer answer = caller.post(path, "{" + fields + "}");
    try {
      answer.required();
      int requests = lines.requests(inspections);
      into.add(answer.millis(), requests, Wire.of(proxy, bench.tokenProxy()).since(before));
    } catch (RefusedException e) {
      into.refused(e);
    }
    return answer;
  }

  /** The digest that an answer tells, empty where it tells none. */
  static String digest(Answer answer) {
    Matcher digest = DIGEST.matcher(answer.body());
    return digest.find() ? digest.group(1) : "";
  }

  private Table table() {
    Table table =
        new Table(
            List.of(
                "case",
                "imagepeek, ms",
                "requests",
                "connections",
                "round trips",
                "skopeo, ms",
                "× skopeo",
                "to reach",
                "reached"));
    for (Step step : Step.values()) {
      for (Scheme scheme : Scheme.values()) {
        Goal goal = goal(step, scheme);
        row(
            table,
            scheme.title() + ", " + title(step),
            measured.get(scheme).get(step),
            skopeo.get(scheme),
            goal);
      }
    }
    String fifty = IMAGES_AT_ONCE + " different images of one registry, ";
    row(table, fifty + "one `POST /inspections`", batch, skopeoSum, Goal.sum());
    row(table, fifty + "as many `POST /inspect` at once", crowd, skopeoSum, Goal.none());
    return table;
  }

  private static String title(Step step) {
    return switch (step) {
      case FIRST -> "first time";
      case UNCHANGED -> "by tag, unchanged";
      case BY_DIGEST -> "by digest, seen before";
      case WITHIN_AGE -> "within `maxAge`";
    };
  }

  private static Goal goal(Step step, Scheme scheme) {
    return switch (step) {
      case FIRST -> firstTime(scheme);
      case UNCHANGED -> Goal.unchanged();
      case BY_DIGEST -> Goal.noRequest();
      case WITHIN_AGE -> Goal.remembered();
    };
  }

  private static Goal firstTime(Scheme scheme) {
    return switch (scheme) {
      case PLAIN -> Goal.firstTime(3, 2, 0.4);
      case INDEX -> Goal.firstTime(4, 3, 0.45);
      case BASIC -> Goal.firstTime(5, 3, 0.6);
      case TOKEN -> Goal.firstTime(6, 4, 0.6);
    };
  }

  private static void row(
      Table table, String title, Measurement measurement, Samples skopeo, Goal goal) {
    String refusal = measurement.refusal();
    if (refusal != null) {
      table.row(
          title,
          "n/a: " + refusal,
          "",
          "",
          "",
          skopeo.millis(),
          "",
          goal.text(),
          Table.yesOrNo(false));
      return;
    }
    double part = measurement.millis().median() / skopeo.median();
    table.row(
        title,
        measurement.millis().millis(),
        measurement.requests().count(),
        measurement.connections().count(),
        measurement.roundTrips().count(),
        skopeo.millis(),
        String.format(Locale.ROOT, part < 0.1 ? "%.3f" : "%.2f", part),
        goal.text(),
        goal.verdict(measurement, part));
  }
}
