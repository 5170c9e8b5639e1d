package io.imagepeek.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Has the application do everything that is measured, often and with other images of other
 * registries, so that nothing is loaded or compiled at length once it counts.
 */
final class WarmUp {

  private static final int REGISTRIES = 20;
  private static final int INSPECTIONS = 5000;

  private record Known(Scheme scheme, DelayingProxy proxy) {}

  private final Workbench bench;
  private final List<Known> known = new ArrayList<>();

  /** Makes the registries ready that it asks; to be done before the application is started. */
  WarmUp(Workbench bench) throws IOException, InterruptedException {
    this.bench = bench;
    for (int i = 0; i < REGISTRIES; i++) {
      bench.images().pushSingle("warm-single-" + i);
      bench.images().pushIndex("warm-index-" + i);
      for (Scheme scheme : Scheme.values()) {
        known.add(new Known(scheme, bench.proxy(scheme.access(), Duration.ZERO)));
      }
    }
  }

  void run(Caller caller) throws IOException, InterruptedException {
    for (int i = 0; i < known.size(); i++) {
      Scheme scheme = known.get(i).scheme();
      String tag = "warm-" + (scheme == Scheme.INDEX ? "index-" : "single-") + i % REGISTRIES;
      String image = known.get(i).proxy().address() + "/" + Images.REPOSITORY + ":" + tag;
      String fields = Workbench.fields(scheme.access(), image);
      for (int again = 0; again < 3; again++) {
        require(caller.post("/inspect", "{" + fields + "}"));
      }
      repeatInEveryWay(caller, fields, image);
    }
    String plain =
        bench.registry(Access.OPEN).address() + "/" + Images.REPOSITORY + ":warm-single-";
    for (int i = 0; i < INSPECTIONS; i++) {
      String image = plain + i % REGISTRIES;
      require(caller.post("/inspect", "{" + Workbench.fields(Access.OPEN, image) + "}"));
      if (i % 5 == 0) {
        repeatInEveryWay(caller, Workbench.fields(Access.OPEN, image), image);
      }
    }
  }

  /** What of this is refused is refused again where it is measured, and told there. */
  private static void repeatInEveryWay(Caller caller, String fields, String image)
      throws IOException, InterruptedException {
    Caller.Answer aged = caller.post("/inspect", "{" + fields + ", \"maxAge\": 600}");
    Caller.Answer found = aged.status() == 200 ? aged : caller.post("/inspect", "{" + fields + "}");
    String pinned = image.substring(0, image.lastIndexOf(':')) + "@" + RoundTrips.digest(found);
    require(caller.post("/inspect", "{" + fields.replace(image, pinned) + "}"));
    caller.post("/inspections", "{\"images\": [{" + fields + "}]}");
  }

  private static void require(Caller.Answer answer) {
    try {
      answer.required();
    } catch (Caller.RefusedException e) {
      throw new IllegalStateException("the warm-up was refused", e);
    }
  }
}
