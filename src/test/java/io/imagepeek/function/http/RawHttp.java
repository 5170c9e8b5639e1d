package io.imagepeek.function.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.imagepeek.openapi.DescriptionCheck;
import io.imagepeek.openapi.HttpExchange;
import io.imagepeek.openapi.HttpExchange.Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sends just the bytes that a test says, which no client would send. */
final class RawHttp {

  private static final int TIMEOUT_MILLIS = 10_000;

  private RawHttp() {}

  /**
   * An answer.
   *
   * @param headers by lower-case name
   */
  record Answer(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    private HttpExchange.Response asResponse() {
      Headers all = new Headers();
      headers.forEach(all::with);
      return new HttpExchange.Response(status, all, body.getBytes(UTF_8));
    }
  }

  /**
   * Sends a request and reads one answer, which has to be described.
   *
   * @param request each character is one byte
   */
  static Answer exchange(int port, String request) throws IOException {
    Answer answer = answer(port, request);
    DescriptionCheck.published().verify(new HttpExchange(parsed(request), answer.asResponse()));
    return answer;
  }

  private static Answer answer(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Answer answer = read(in);
      while (answer.status() == 100) {
        answer = read(in);
      }
      return answer;
    }
  }

  /** Sends the beginning of a request, and gives all that comes until the server closes. */
  static String untilClosed(int port, String request) throws IOException {
    try (Socket socket = begin(port, request)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** The first answer of what {@link #untilClosed} gave. */
  static Answer parse(String all) throws IOException {
    return read(new ByteArrayInputStream(all.getBytes(ISO_8859_1)));
  }

  /** Sends the beginning of a request, and keeps the connection until it is closed. */
  static Socket begin(int port, String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
    return socket;
  }

  /** A request's head that asks for the connection to be closed, and the body with its length. */
  static String request(String line, String body, String... headers) {
    StringBuilder text = new StringBuilder(line).append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    if (!body.isEmpty()) {
      text.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    return text.append("Connection: close\r\n\r\n").append(body).toString();
  }

  private static HttpExchange.Request parsed(String request) {
    String[] parts = request.split("\r\n\r\n", 2);
    List<String> head = parts[0].lines().toList();
    String[] line = head.get(0).split(" ", -1);
    Headers headers = new Headers();
    for (String field : head.subList(1, head.size())) {
      String[] pair = field.split(":", 2);
      headers.with(pair[0], pair[1].strip());
    }
    // What was sent in chunks is not put together again: nothing is said of it.
    String body = headers.names().contains("transfer-encoding") ? "" : parts[1];
    return new HttpExchange.Request(line[0], line[1], headers, body);
  }

  private static Answer read(InputStream in) throws IOException {
    String statusLine = line(in);
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    String length = headers.getOrDefault("content-length", "0");
    byte[] body;
    if (headers.containsKey("transfer-encoding")) {
      body = chunks(in);
    } else if (statusLine.startsWith("HTTP/1.0")) {
      body = in.readAllBytes();
    } else {
      body = in.readNBytes(Integer.parseInt(length));
    }
    int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
    return new Answer(status, headers, new String(body, UTF_8));
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int length = -1; length != 0; line(in)) {
      length = Integer.parseInt(line(in), 16);
      body.writeBytes(in.readNBytes(length));
    }
    return body.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the answer ends early: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
