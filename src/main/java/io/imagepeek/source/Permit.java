package io.imagepeek.source;

/**
 * A place among what runs at once, which somebody bounds. Who only waits for others needs none
 * meanwhile.
 */
public interface Permit {

  /** A place that nobody bounds. */
  static Permit none() {
    return new Permit() {
      @Override
      public void leave() {}

      @Override
      public void comeBack() {}
    };
  }

  /** Gives the place up for a while. */
  void leave();

  /** Takes it again, whether there is room or not: what has begun is not stopped. */
  void comeBack();
}
