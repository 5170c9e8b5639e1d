package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Answering;
import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Reply;
import io.imagepeek.soak.wire.Reply.End;
import io.imagepeek.soak.wire.Request;
import io.imagepeek.soak.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Registries that say what no registry should, each in its own way. */
final class BrokenRegistries implements Attack {

  private static final int CALLERS = 10;
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String TYPE = "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n";
  private static final String CHUNKED = OK + TYPE + "Transfer-Encoding: chunked\r\n\r\n";

  private final Map<String, HostileHost> hosts = new LinkedHashMap<>();

  @Override
  public String name() {
    return "broken-registries";
  }

  @Override
  public String what() {
    return "redirects without end, bodies without end or a byte a second, gzip that is none, JSON 500,000"
        + " deep, wrong digests, headers without end, malformed chunks, no HTTP: 10 callers for each";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    for (Map.Entry<String, Answering> each : ways().entrySet()) {
      hosts.put(each.getKey(), registries.host(each.getValue()));
    }
  }

  private static Map<String, Answering> ways() {
    Documents image = Documents.small();
    ByteBuffer deep = Wire.bytes("[".repeat(500_000));
    ByteBuffer chunk = Wire.bytes("10000\r\n" + " ".repeat(0x10000) + "\r\n");
    ByteBuffer header = Wire.bytes("X-Long: " + "a".repeat(1000) + "\r\n");
    Map<String, Answering> ways = new LinkedHashMap<>();
    ways.put("redirects", BrokenRegistries::redirect);
    ways.put("byte-a-second", request -> image.answer(request).paced(1));
    ways.put(
        "body-without-end",
        request -> Reply.raw(End.CLOSE, Wire.bytes(CHUNKED), chunk).withoutEnd());
    ways.put(
        "headers-without-end",
        request -> Reply.raw(End.CLOSE, Wire.bytes(OK), header).withoutEnd());
    ways.put(
        "gzip", request -> Reply.of(request, 200, TYPE + "Content-Encoding: gzip\r\n", "no gzip"));
    ways.put("deep", request -> Reply.of(request, 200, TYPE, deep));
    ways.put("wrong-digest", request -> image.claiming(request, "sha256:" + "0".repeat(64)));
    ways.put(
        "short",
        request ->
            Reply.raw(End.CLOSE, Wire.bytes(OK + TYPE + "Content-Length: 100\r\n\r\n{\"sch")));
    ways.put(
        "terabyte",
        request ->
            Reply.raw(
                End.SILENCE, Wire.bytes(OK + TYPE + "Content-Length: 1099511627776\r\n\r\n{")));
    ways.put(
        "malformed-chunks", request -> Reply.raw(End.CLOSE, Wire.bytes(CHUNKED + "zz\r\n{}\r\n")));
    ways.put(
        "two-lengths",
        request ->
            Reply.raw(
                End.CLOSE,
                Wire.bytes(OK + TYPE + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ")));
    ways.put(
        "no-http", request -> Reply.raw(End.CLOSE, Wire.bytes("220 mail.example.com ESMTP\r\n")));
    return ways;
  }

  private static Reply redirect(Request request) {
    return Reply.of(request, 307, "Location: " + request.path() + "0\r\n", "");
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    hosts.forEach(
        (way, host) -> {
          for (int i = 0; i < CALLERS; i++) {
            callers.ask(stage.inspect(host.name() + "/" + way + i));
          }
        });
    callers.await(stage.inspectionPatience().plusMillis(100));
    return Report.of(callers, 0, Goal.atMost("images inspected", callers.inspected(), 0));
  }
}
