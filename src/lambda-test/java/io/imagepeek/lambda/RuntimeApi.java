package io.imagepeek.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lambda's side of a function's process (<a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Using the Lambda runtime
 * API for custom runtimes</a>): hands out invocations one by one, and takes what comes of them.
 */
final class RuntimeApi implements AutoCloseable {

  private static final String RUNTIME = "/2018-06-01/runtime";
  private static final String NEXT = RUNTIME + "/invocation/next";

  /** The bytes of an answer: 6 MB, as Lambda counts them. */
  private static final int MOST = 6_291_556;

  private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
  private final Map<String, CompletableFuture<Outcome>> running = new ConcurrentHashMap<>();
  private final CompletableFuture<String> initError = new CompletableFuture<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final CompletableFuture<Boolean> started = new CompletableFuture<>();
  private final ExecutorService threads = Executors.newCachedThreadPool(RuntimeApi::daemon);
  private final HttpServer server;

  private record Invocation(String id, String payload, Instant deadline) {}

  /**
   * What came of an invocation.
   *
   * @param failed whether it is an error, as Lambda counts errors
   * @param body the function's answer, or the error
   */
  record Outcome(boolean failed, String body) {}

  private RuntimeApi(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext(RUNTIME, this::exchange);
    server.start();
  }

  static RuntimeApi start() throws IOException {
    return new RuntimeApi(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  /** As the process is told where this is. */
  String authority() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Has the function invoked, once it asks for something to do. */
  CompletableFuture<Outcome> invoke(String payload, Instant deadline) {
    Invocation invocation = new Invocation(UUID.randomUUID().toString(), payload, deadline);
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    running.put(invocation.id(), outcome);
    waiting.add(invocation);
    return outcome;
  }

  /** The error that the function reports instead of asking for something to do. */
  CompletableFuture<String> initError() {
    return initError;
  }

  /** Comes when the function asks for something to do for the first time. */
  CompletableFuture<Boolean> started() {
    return started;
  }

  /** How often the function has asked for something to do. */
  int asked() {
    return asked.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void exchange(HttpExchange http) throws IOException {
    try (http) {
      String path = http.getRequestURI().getPath();
      if (path.equals(NEXT)) {
        handOut(http);
        return;
      }
      byte[] body = http.getRequestBody().readAllBytes();
      if (body.length > MOST) {
        http.sendResponseHeaders(413, -1);
      } else {
        http.sendResponseHeaders(take(path, new String(body, UTF_8)) ? 202 : 404, -1);
      }
    }
  }

  private void handOut(HttpExchange http) throws IOException {
    asked.incrementAndGet();
    started.complete(true);
    Invocation invocation;
    try {
      invocation = waiting.take();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      return;
    }
    http.getResponseHeaders().set("Content-Type", "application/json");
    http.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", invocation.id());
    http.getResponseHeaders()
        .set("Lambda-Runtime-Deadline-Ms", Long.toString(invocation.deadline().toEpochMilli()));
    http.getResponseHeaders()
        .set(
            "Lambda-Runtime-Invoked-Function-Arn",
            "arn:aws:lambda:eu-central-1:210987654321:function:imagepeek");
    byte[] payload = invocation.payload().getBytes(UTF_8);
    http.sendResponseHeaders(200, payload.length);
    http.getResponseBody().write(payload);
  }

  private boolean take(String path, String body) {
    if (path.equals(RUNTIME + "/init/error")) {
      return initError.complete(body);
    }
    String[] parts = path.split("/", -1); // "", version, runtime, invocation, id, what
    CompletableFuture<Outcome> outcome = parts.length == 6 ? running.get(parts[4]) : null;
    return outcome != null && outcome.complete(new Outcome(parts[5].equals("error"), body));
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "runtime API");
    thread.setDaemon(true);
    return thread;
  }
}
