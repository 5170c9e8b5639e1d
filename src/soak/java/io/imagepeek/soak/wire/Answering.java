package io.imagepeek.soak.wire;

/** What a registry says to a request. It is called by the one thread of all registries. */
@FunctionalInterface
public interface Answering {

  /** The reply to a request. */
  Reply answer(Request request);
}
