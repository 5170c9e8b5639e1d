package io.imagepeek.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Docker's API on a unix socket, as a test asks it beside the application. */
public final class DockerApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String END_OF_HEAD = "\r\n\r\n";

  private final Path socket;

  DockerApi(Path socket) {
    this.socket = socket;
  }

  /**
   * An answer.
   *
   * @param body as it came
   */
  public record Answer(int status, String body) {

    /** The body as JSON. */
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The answer to a GET. */
  Answer get(String target) throws IOException {
    return exchange("GET " + target, null);
  }

  /** The answer to a POST without a body. */
  Answer post(String target) throws IOException {
    return exchange("POST " + target, null);
  }

  /** The answer to a POST of a tar file. */
  Answer post(String target, Path tar) throws IOException {
    return exchange("POST " + target, tar);
  }

  /** In HTTP/1.0 an answer is whole when the connection is closed. */
  private Answer exchange(String request, Path tar) throws IOException {
    try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      OutputStream out = Channels.newOutputStream(connection);
      long length = tar == null ? 0 : Files.size(tar);
      String head =
          request
              + " HTTP/1.0\r\nHost: docker\r\nContent-Type: application/x-tar\r\nContent-Length: "
              + length
              + END_OF_HEAD;
      out.write(head.getBytes(ISO_8859_1));
      if (tar != null) {
        Files.copy(tar, out);
      }
      InputStream in = Channels.newInputStream(connection);
      String answer = new String(in.readAllBytes(), UTF_8);
      int body = answer.indexOf(END_OF_HEAD) + END_OF_HEAD.length();
      return new Answer(Integer.parseInt(answer.split(" ", 3)[1]), answer.substring(body));
    }
  }
}
