package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Ask;
import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.Loop;
import io.imagepeek.soak.wire.Outcome;
import io.imagepeek.soak.wire.Wire;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Where attacks take place: the function, and what it can be asked.
 *
 * @param loop of the attackers
 * @param target the function
 * @param descriptors counts the function's, now
 */
public record Stage(Loop loop, InetSocketAddress target, Scale scale, Gauge descriptors) {

  // Beside the time of the work itself: what a busy machine adds
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final Duration BREATH = Duration.ofSeconds(1);

  /** Something that can be counted at any time. */
  @FunctionalInterface
  public interface Gauge {
    /** How many there are. */
    int now();
  }

  /** A new group. */
  public Callers callers() {
    return new Callers(loop, target);
  }

  /** How long a caller waits for an inspection. */
  public Duration inspectionPatience() {
    return scale.inspection().plus(GRACE);
  }

  /** How long a caller waits for a batch. */
  public Duration batchPatience() {
    return scale.batch().plus(GRACE);
  }

  /** Asks for one image. */
  public Ask inspect(String image) {
    return inspect(image, "");
  }

  /**
   * Asks for one image.
   *
   * @param fields further ones in JSON, each with a comma before it
   */
  public Ask inspect(String image, String fields) {
    String json = "{\"imageName\": \"" + image + "\"" + fields + "}";
    return post("/inspect", "application/json", json, inspectionPatience());
  }

  /** Asks for several images, and takes the results as one document. */
  public Ask batch(List<String> images, String fields) {
    return batch(images, fields, "application/json");
  }

  /** Asks for several images. */
  public Ask batch(List<String> images, String fields, String accept) {
    String names = images.stream().map(i -> '"' + i + '"').collect(Collectors.joining(", "));
    String json = "{\"images\": [" + names + "]" + fields + "}";
    return post("/inspections", accept, json, batchPatience());
  }

  /** Has some ask at a time, the next one as soon as one of them has his answer. */
  public void inTurn(Callers callers, int atATime, Iterator<Ask> asks) {
    for (int i = 0; i < atATime; i++) {
      next(callers, asks);
    }
  }

  private static void next(Callers callers, Iterator<Ask> asks) {
    Ask ask;
    synchronized (asks) {
      if (!asks.hasNext()) {
        return;
      }
      ask = asks.next();
    }
    callers.ask(ask, outcome -> next(callers, asks));
  }

  /**
   * Has some ask again and again for a time: who is told to come back (503) after the time he was
   * told, everybody else a second after his answer. Ends when the last one has his answer.
   */
  public void again(Callers callers, int atATime, Duration time, Supplier<Ask> asks)
      throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (int i = 0; i < atATime; i++) {
      again(callers, end, asks);
    }
    Thread.sleep(time.toMillis());
    callers.await(inspectionPatience().plusMillis(100));
  }

  private void again(Callers callers, long end, Supplier<Ask> asks) {
    if (System.nanoTime() - end < 0) {
      callers.ask(
          asks.get(), outcome -> loop.after(pause(outcome), () -> again(callers, end, asks)));
    }
  }

  private static Duration pause(Outcome outcome) {
    return outcome instanceof Outcome.Answered answered
            && answered.status() == 503
            && answered.retryAfter() != null
        ? answered.retryAfter()
        : BREATH;
  }

  private static Ask post(String path, String accept, String json, Duration patience) {
    return Ask.of(
        patience,
        Wire.bytes(head("POST", path, "Accept: " + accept + "\r\n", json.length()) + json));
  }

  /** The head of a request with a body of JSON. */
  public static String head(String method, String path, String headers, int length) {
    return "%s %s HTTP/1.1\r\nHost: imagepeek\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n"
        .formatted(method, path, headers, length);
  }
}
