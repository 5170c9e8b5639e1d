package io.imagepeek.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the application over HTTP, by one kept connection. */
final class Caller {

  private static final Pattern ERROR = Pattern.compile("\"error\"\\s*:\\s*\"([^\"]*)\"");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Application application;

  Caller(Application application) {
    this.application = application;
  }

  /**
   * An answer, and the milliseconds that it took until it was read whole.
   *
   * @param millis for several requests at once until the last one was answered
   */
  record Answer(int status, String body, double millis) {

    /** Itself, where it is a success. */
    Answer required() throws RefusedException {
      if (status != 200) {
        Matcher error = ERROR.matcher(body);
        // What such a message says stands before its first semicolon.
        String why = error.find() ? " " + error.group(1).split(";", 2)[0] : "";
        throw new RefusedException(status + why);
      }
      return this;
    }
  }

  /** The application does not do what it was asked for, or not yet. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  /** Posts a body of JSON. */
  Answer post(String path, String json) throws IOException, InterruptedException {
    HttpRequest request = request(path, json);
    long start = System.nanoTime();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body(), millisSince(start));
  }

  /** Posts bodies of JSON at once; the answer is the first one that is no success, if one is. */
  Answer postAll(String path, List<String> bodies) {
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    long start = System.nanoTime();
    for (String json : bodies) {
      sent.add(client.sendAsync(request(path, json), BodyHandlers.ofString()));
    }
    sent.forEach(CompletableFuture::join);
    double millis = millisSince(start);
    HttpResponse<String> telling =
        sent.stream()
            .map(CompletableFuture::join)
            .filter(response -> response.statusCode() != 200)
            .findFirst()
            .orElseGet(() -> sent.get(0).join());
    return new Answer(telling.statusCode(), telling.body(), millis);
  }

  private HttpRequest request(String path, String json) {
    return HttpRequest.newBuilder(application.uri(path))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json))
        .build();
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
