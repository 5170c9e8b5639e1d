package io.imagepeek.soak;

import io.imagepeek.bench.Images;
import io.imagepeek.bench.Machine;
import io.imagepeek.bench.RegistryProcess;
import io.imagepeek.soak.attack.Attack;
import io.imagepeek.soak.attack.Attacks;
import io.imagepeek.soak.attack.BesideSkopeo;
import io.imagepeek.soak.attack.Scale;
import io.imagepeek.soak.wire.Registries;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the attacks and prints their tables. {@code src/soak/run} calls it. */
public final class Soak {

  private static final String IMAGE = "/" + Images.REPOSITORY + ":steady";

  private final Options options;
  private final List<Attack> attacks;
  private final PrintStream out;

  private Soak(Options options, List<Attack> attacks, PrintStream out) {
    this.options = options;
    this.attacks = attacks;
    this.out = out;
  }

  /** Runs what the arguments say; see {@link Options}. Ends with 1 where a goal was missed. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<Attack> attacks = Attacks.all();
    Options options;
    try {
      options = Options.parse(attacks, arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    // A harness of which a part has died measures nothing.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, cause) -> {
          cause.printStackTrace();
          System.exit(3);
        });
    String only = options.only();
    List<Attack> chosen =
        attacks.stream()
            .filter(
                attack ->
                    only == null
                        ? attack.isQuick() || !options.quick()
                        : attack.name().equals(only))
            .toList();
    boolean reached = new Soak(options, chosen, System.out).run();
    System.exit(reached ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException {
    Path directory = Files.createDirectories(Path.of("target", "soak", options.heap()));
    Path storage = Files.createTempDirectory("imagepeek-soak");
    Scale scale = new Scale(options.quick(), options.heapMib());
    String load = Machine.load();
    try (RegistryProcess honest = RegistryProcess.open(storage);
        Registries hostile = Registries.start()) {
      Images.of(honest.address()).pushSingle("steady");
      for (Attack attack : attacks) {
        attack.prepare(hostile, scale);
      }
      Campaign campaign = new Campaign(options, scale, attacks, hostile);
      Map<String, String> settings = new HashMap<>(scale.settings());
      settings.put("imagepeek.network.allow", "127.0.0.0/8");
      Run run;
      String hosts = honest.address() + "," + hostile.names();
      Function function = Function.start(options, directory, settings, hosts);
      try {
        run = campaign.run(function, "/inspect?imageName=" + honest.address() + IMAGE);
      } finally {
        function.kill();
      }
      return print(run, load);
    } finally {
      Trees.delete(storage);
    }
  }

  private static String list(List<String> what) {
    return String.join("; ", what);
  }

  private boolean print(Run run, String load) throws IOException, InterruptedException {
    Judgement judgement = new Judgement(options.quick(), run.quiet().p99());
    out.println(
        "Heap %s, %s%s%n"
            .formatted(
                options.heap(), options.collector(), options.quick() ? ", the quick form" : ""));
    out.println(new Tables(run, judgement).all());
    if (!options.quick()) {
      List<BesideSkopeo> compared =
          attacks.stream()
              .filter(BesideSkopeo.class::isInstance)
              .map(BesideSkopeo.class::cast)
              .toList();
      if (!compared.isEmpty()) {
        out.println(Skopeo.table(compared));
      }
    }
    run.log()
        .stackTraces()
        .forEach((head, count) -> out.println("- " + count + " × `" + head + "`"));
    out.println("- load " + load + " before, " + Machine.load() + " after");
    List<String> missed = judgement.missed(run);
    List<String> undecisive = judgement.missedOnly(run);
    out.println(missed.isEmpty() ? "- what decides: reached" : "- missed: " + list(missed));
    out.println(
        undecisive.isEmpty() ? "- nothing else was missed" : "- also missed: " + list(undecisive));
    return missed.isEmpty();
  }
}
