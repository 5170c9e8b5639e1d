package io.imagepeek.realregistry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.imagepeek.realregistry.RegistryToken.Access;
import io.imagepeek.testing.ServerIdentity;
import io.imagepeek.testing.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A token service over TLS as registries name it in their challenge: GET with Basic, and POST with
 * the grants {@code refresh_token} and {@code password}. The account of {@link RegistryAccount}
 * gets whatever it asks for; nobody gets a token that allows nothing.
 */
final class TokenService implements AutoCloseable {

  private static final String NOBODY = "";
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final RegistryToken token;
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final ObjectMapper json = new ObjectMapper();

  private TokenService(HttpsServer server, RegistryToken token) {
    this.server = server;
    this.token = token;
  }

  /**
   * A request for a token.
   *
   * @param method {@code GET} or {@code POST}
   * @param scopes as asked for, in order
   * @param account whom it was granted to, empty for nobody
   * @param status the status of the answer
   */
  record Request(String method, List<String> scopes, String account, int status) {}

  /** Starts the service on a free port of 127.0.0.1. */
  static TokenService start(TestAuthority authority) {
    ServerIdentity tls = authority.issue("token service", List.of("ip:127.0.0.1"));
    RegistryToken token = new RegistryToken(authority.issue("token signer", List.of()));
    try {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0);
      TokenService service = new TokenService(HttpsServer.create(any, 0), token);
      service.server.setHttpsConfigurator(new HttpsConfigurator(TestTls.serving(tls)));
      service.server.setExecutor(service.threads);
      service.server.createContext("/token", service::handle);
      service.server.start();
      return service;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the registry's challenge names. */
  URI realm() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/token");
  }

  /** Every request so far. */
  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** A token as the account would get it, without a request. */
  String issue(Stream<String> scopes) {
    return token.sign(RegistryAccount.USERNAME, scopes.map(Access::parse).toList());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    if (method.equals("GET")) {
      Map<String, List<String>> query = form(exchange.getRequestURI().getRawQuery());
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (authorization == null) {
        grant(exchange, NOBODY, query);
      } else if (authorization.equals(RegistryAccount.basic())) {
        grant(exchange, RegistryAccount.USERNAME, query);
      } else {
        deny(exchange, query, 401, "UNAUTHORIZED");
      }
    } else if (method.equals("POST")) {
      Map<String, List<String>> body =
          form(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      if (mayHave(body)) {
        grant(exchange, RegistryAccount.USERNAME, body);
      } else {
        deny(exchange, body, 401, "UNAUTHORIZED");
      }
    } else {
      deny(exchange, Map.of(), 405, "UNSUPPORTED");
    }
  }

  private static boolean mayHave(Map<String, List<String>> body) {
    String grant = first(body, "grant_type");
    return switch (grant) {
      case "refresh_token" -> first(body, grant).equals(RegistryAccount.IDENTITY_TOKEN);
      case "password" ->
          first(body, "username").equals(RegistryAccount.USERNAME)
              && first(body, "password").equals(RegistryAccount.PASSWORD);
      default -> false;
    };
  }

  private void grant(HttpExchange exchange, String account, Map<String, List<String>> parameters)
      throws IOException {
    List<String> scopes = scopes(parameters);
    List<Access> access =
        account.equals(NOBODY) ? List.of() : scopes.stream().map(Access::parse).toList();
    String signed = token.sign(account, access);
    Map<String, Object> answer = new LinkedHashMap<>();
    if (exchange.getRequestMethod().equals("GET")) {
      answer.put("token", signed);
    } else {
      answer.put("scope", String.join(" ", scopes));
    }
    answer.put("access_token", signed);
    answer.put("expires_in", RegistryToken.LIFETIME.toSeconds());
    answer.put("issued_at", Instant.now().toString());
    respond(exchange, new Request(exchange.getRequestMethod(), scopes, account, 200), answer);
  }

  private void deny(
      HttpExchange exchange, Map<String, List<String>> parameters, int status, String code)
      throws IOException {
    Map<String, Object> answer =
        Map.of("errors", List.of(Map.of("code", code, "message", "authentication required")));
    List<String> scopes = scopes(parameters);
    respond(exchange, new Request(exchange.getRequestMethod(), scopes, NOBODY, status), answer);
  }

  private void respond(HttpExchange exchange, Request request, Map<String, Object> answer)
      throws IOException {
    requests.add(request);
    byte[] body = json.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(request.status(), body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  private static List<String> scopes(Map<String, List<String>> parameters) {
    return parameters.getOrDefault("scope", List.of()).stream()
        .flatMap(value -> Stream.of(value.split(" ", -1)))
        .filter(scope -> !scope.isEmpty())
        .toList();
  }

  private static String first(Map<String, List<String>> parameters, String name) {
    return parameters.getOrDefault(name, List.of("")).get(0);
  }

  private static Map<String, List<String>> form(String encoded) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String pair : encoded == null ? new String[0] : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters
          .computeIfAbsent(URLDecoder.decode(name, UTF_8), absent -> new ArrayList<>())
          .add(URLDecoder.decode(value, UTF_8));
    }
    return parameters;
  }
}
