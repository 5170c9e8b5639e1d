package io.imagepeek.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.imagepeek.openapi.HttpExchange.Headers;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

/** The JDK's client for the application: what it answers has to be described. */
public final class DescribedClient {

  private final HttpClient client;

  private DescribedClient(HttpClient client) {
    this.client = client;
  }

  /** A client of its own, and so a connection of its own, that asks for this version of HTTP. */
  public static DescribedClient of(HttpClient.Version version) {
    return new DescribedClient(HttpClient.newBuilder().version(version).build());
  }

  /** Sends a request, and returns the answer to it. */
  public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return verified(client.send(request, BodyHandlers.ofString(UTF_8)));
  }

  /** Sends a request, and does not wait for the answer. */
  public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
    return client
        .sendAsync(request, BodyHandlers.ofString(UTF_8))
        .thenApply(DescribedClient::verified);
  }

  private static HttpResponse<String> verified(HttpResponse<String> answer) {
    HttpRequest request = answer.request();
    String query = request.uri().getRawQuery() == null ? "" : "?" + request.uri().getRawQuery();
    DescriptionCheck.published()
        .verify(
            new HttpExchange(
                new HttpExchange.Request(
                    request.method(),
                    request.uri().getRawPath() + query,
                    headers(request.headers()),
                    ""),
                new HttpExchange.Response(
                    answer.statusCode(),
                    headers(answer.headers()),
                    answer.body().getBytes(UTF_8))));
    return answer;
  }

  private static Headers headers(HttpHeaders from) {
    Headers headers = new Headers();
    from.map().forEach((name, values) -> values.forEach(value -> headers.with(name, value)));
    return headers;
  }
}
