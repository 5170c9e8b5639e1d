package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Ask;
import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Wire;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Large bodies of methods and paths that take none. */
final class PutBodies implements Attack {

  private static final int CALLERS = 17;
  private static final int WAVES = 3;
  private static final int CHUNK = 64 * 1024;
  private static final int CHUNKS = 9 * 16;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Override
  public String name() {
    return "put-bodies";
  }

  @Override
  public String what() {
    return "17 times three: PUT, PATCH or POST to nowhere, 9 MiB in chunks";
  }

  @Override
  public void prepare(Registries registries, Scale scale) {}

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    for (int wave = 0; wave < WAVES; wave++) {
      for (int i = 0; i < CALLERS; i++) {
        callers.ask(body("PUT", "/inspect"));
        callers.ask(body("PATCH", "/inspections"));
        callers.ask(body("POST", "/nowhere"));
      }
      callers.await(PATIENCE.plusMillis(100));
    }
    return Report.of(callers, null);
  }

  private static Ask body(String method, String path) {
    ByteBuffer size = Wire.bytes(Integer.toHexString(CHUNK) + "\r\n");
    ByteBuffer chunk = Wire.filler(CHUNK);
    ByteBuffer end = Wire.bytes("\r\n");
    List<ByteBuffer> parts = new ArrayList<>();
    parts.add(
        Wire.bytes(
            method
                + " "
                + path
                + " HTTP/1.1\r\nHost: imagepeek\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"));
    for (int i = 0; i < CHUNKS; i++) {
      parts.addAll(List.of(size, chunk, end));
    }
    parts.add(Wire.bytes("0\r\n\r\n"));
    return Ask.of(PATIENCE, parts.toArray(ByteBuffer[]::new));
  }
}
