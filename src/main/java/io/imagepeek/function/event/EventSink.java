package io.imagepeek.function.event;

import io.cloudevents.CloudEvent;
import io.smallrye.mutiny.Uni;

/** Where results are sent. */
public interface EventSink {

  /** Sends a result; fails with {@link Undelivered} when all attempts have failed. */
  Uni<Void> send(CloudEvent result);

  /** The sink did not take a result. */
  final class Undelivered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Undelivered(String reason) {
      super(reason, null, false, false);
    }
  }
}
