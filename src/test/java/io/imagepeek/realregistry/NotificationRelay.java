package io.imagepeek.realregistry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.imagepeek.openapi.DescribedClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a registry and the function that it notifies, since the registry's configuration
 * must name an address before the function has one. It remembers every delivery once it was
 * answered, and can keep some from the function.
 */
final class NotificationRelay implements AutoCloseable {

  /** No answer at all: the connection is closed. */
  static final int NO_ANSWER = 0;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final DescribedClient client = DescribedClient.of(HttpClient.Version.HTTP_2);
  private final List<Delivery> deliveries = new ArrayList<>();
  private final Deque<Integer> failures = new ArrayDeque<>();
  private @Nullable URI target;

  private NotificationRelay(HttpServer server) {
    this.server = server;
  }

  /**
   * A notification that was answered.
   *
   * @param status by the function, or by the relay itself
   * @param events what it told of
   */
  record Delivery(String contentType, int status, List<JsonNode> events) {}

  static NotificationRelay start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      NotificationRelay relay = new NotificationRelay(server);
      server.createContext("/", relay::deliver);
      server.setExecutor(relay.threads);
      server.start();
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where notifications are to be sent. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Where they are sent on to. */
  synchronized void to(URI function) {
    target = function;
  }

  /** Answers the next deliveries itself, each with one of these statuses. */
  synchronized void fail(Integer... statuses) {
    failures.addAll(List.of(statuses));
  }

  /** Every delivery that was answered, in this order. */
  synchronized List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  /** The events that were delivered, those that were answered with success alone. */
  List<JsonNode> delivered(Predicate<JsonNode> which) {
    return deliveries().stream()
        .filter(delivery -> delivery.status() / 100 == 2)
        .flatMap(delivery -> delivery.events().stream())
        .filter(which)
        .toList();
  }

  /** The statuses that the deliveries of an event were answered with. */
  List<Integer> statuses(String eventId) {
    return deliveries().stream()
        .filter(delivery -> delivery.events().stream().anyMatch(e -> id(e).equals(eventId)))
        .map(Delivery::status)
        .toList();
  }

  static String id(JsonNode event) {
    return event.path("id").textValue();
  }

  /** Waits until so many events have been delivered with success. */
  synchronized void awaitDelivered(int count, Predicate<JsonNode> which, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (delivered(which).size() < count) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("not %d events within %s: %s".formatted(count, limit, deliveries));
      }
      wait(left);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void deliver(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Integer failure;
      URI function;
      synchronized (this) {
        failure = failures.poll();
        function = target;
      }
      int status = failure != null ? failure : forward(function, exchange, body);
      if (status != NO_ANSWER) {
        exchange.sendResponseHeaders(status, -1);
      }
      remember(exchange.getRequestHeaders().getFirst("Content-Type"), status, body);
    }
  }

  private int forward(@Nullable URI function, HttpExchange exchange, byte[] body)
      throws IOException {
    if (function == null) {
      return 503;
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(function).POST(BodyPublishers.ofByteArray(body));
    Stream.of("Authorization", "Content-Type")
        .forEach(name -> request.header(name, exchange.getRequestHeaders().getFirst(name)));
    try {
      HttpResponse<String> response = client.send(request.build());
      return response.statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 503;
    }
  }

  private synchronized void remember(String contentType, int status, byte[] body)
      throws IOException {
    List<JsonNode> events = new ArrayList<>();
    JSON.readTree(new String(body, UTF_8)).path("events").forEach(events::add);
    deliveries.add(new Delivery(contentType, status, List.copyOf(events)));
    notifyAll();
  }
}
