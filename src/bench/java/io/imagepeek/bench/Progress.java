package io.imagepeek.bench;

import java.io.PrintStream;

/** Says what is going on, apart from the tables. */
final class Progress {

  private final PrintStream out;

  Progress(PrintStream out) {
    this.out = out;
  }

  void say(String what) {
    out.println("bench: " + what);
  }
}
