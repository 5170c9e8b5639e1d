package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import java.io.IOException;
import java.time.Duration;

/** What is done to the function. An attack ends by itself, whatever the function does. */
public interface Attack {

  /** A word for the command line. */
  String name();

  /** One line that says what is done. */
  String what();

  /** Whether it is part of the quick form; of two shapes of one thing, one is. */
  default boolean isQuick() {
    return true;
  }

  /** Makes its registries, before the function is started: their names are settings. */
  void prepare(Registries registries, Scale scale) throws IOException;

  /** A registry that takes a second for each answer, for what is no attack. */
  static HostileHost slow(Registries registries) throws IOException {
    Documents image = Documents.small();
    return registries.host(request -> image.answer(request).after(Duration.ofSeconds(1)));
  }

  /** Attacks. */
  Report run(Stage stage) throws IOException, InterruptedException;
}
