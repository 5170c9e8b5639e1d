package io.imagepeek.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A normal client. Ten times a second, whatever became of earlier requests, it requests a small
 * image over kept connections. It retries at the time in {@code Retry-After}, and measures the time
 * from the planned start of the first request.
 */
final class SteadyCaller implements AutoCloseable {

  static final Duration EACH = Duration.ofMillis(100);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MOST_WAITING = 400;

  private final Supplier<URI> question;
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final Thread clock = new Thread(this::askAllTheTime, "steady caller");
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final List<Question> questions = new ArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /** One question, until it is answered. Times are those of {@link System#nanoTime()}. */
  static final class Question {
    final long due;
    final long asked = System.nanoTime();
    volatile long answered;
    final AtomicInteger refused = new AtomicInteger();
    final AtomicInteger unanswered = new AtomicInteger();

    private Question(long due) {
      this.due = due;
    }

    /** From when it was due until it was answered, or until now. */
    double millis() {
      return ((answered == 0 ? System.nanoTime() : answered) - due) / 1e6;
    }

    /** How late it was asked; that is the machine's doing, or the harness's. */
    double late() {
      return (asked - due) / 1e6;
    }
  }

  /**
   * Asks nothing yet.
   *
   * @param question the URL, which changes when the function has to be started anew
   */
  SteadyCaller(Supplier<URI> question) {
    this.question = question;
  }

  void begin() {
    clock.start();
  }

  private void askAllTheTime() {
    try {
      for (long due = System.nanoTime(); ; due += EACH.toNanos()) {
        Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
        ask(due);
      }
    } catch (InterruptedException e) {
      // It is told to stop.
      Thread.currentThread().interrupt();
    }
  }

  private void ask(long due) {
    Question made = new Question(due);
    synchronized (questions) {
      questions.add(made);
    }
    // With so many waiting, one more would tell nothing new; it counts as long as they do.
    if (waiting.incrementAndGet() <= MOST_WAITING) {
      callers.execute(() -> persist(made));
    }
  }

  private void persist(Question asked) {
    try {
      while (asked.answered == 0) {
        Thread.sleep(once(asked).toMillis());
      }
      waiting.decrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks, and returns after which time to ask again. */
  private Duration once(Question asked) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(question.get()).timeout(PATIENCE).build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() == 200) {
        asked.answered = System.nanoTime();
        return Duration.ZERO;
      }
      asked.refused.incrementAndGet();
      return response
          .headers()
          .firstValue("Retry-After")
          .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
          .orElse(PAUSE);
    } catch (IOException e) {
      asked.unanswered.incrementAndGet();
      return PAUSE;
    }
  }

  /** The questions that were due in a time. */
  List<Question> between(long from, long to) {
    synchronized (questions) {
      return questions.stream().filter(q -> q.due - from >= 0 && q.due - to < 0).toList();
    }
  }

  /** Whether one that was asked in the last seconds has been answered. */
  boolean isServed(Duration lately) {
    long now = System.nanoTime();
    return between(now - lately.toNanos(), now).stream().anyMatch(q -> q.answered != 0);
  }

  /** Asks nothing more. */
  void stop() {
    clock.interrupt();
    callers.shutdownNow();
  }

  @Override
  public void close() {
    stop();
  }
}
