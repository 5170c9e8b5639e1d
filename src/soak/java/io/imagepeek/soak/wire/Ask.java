package io.imagepeek.soak.wire;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller sends, and what he does then.
 *
 * @param parts the bytes, shared with others
 * @param bytesPerSecond 0: as fast as it goes
 * @param endless the last part is repeated for ever
 * @param reads whether he reads what he is told
 * @param due whether he has a right to an answer; nobody has who says nothing that is whole
 * @param patience the time in which the function promises an answer
 * @param leaves how soon he cuts the connection, if he does
 */
public record Ask(
    List<ByteBuffer> parts,
    int bytesPerSecond,
    boolean endless,
    boolean reads,
    boolean due,
    Duration patience,
    @Nullable Duration leaves) {

  /** A caller who sends all of it at once and reads the answer. */
  public static Ask of(Duration patience, ByteBuffer... parts) {
    return new Ask(List.of(parts), 0, false, true, true, patience, null);
  }

  /** Nothing at all: a mere connection. */
  public static Ask nothing() {
    return of(Duration.ofDays(1), Wire.bytes("")).withoutRight();
  }

  /** The same, slowly. */
  public Ask paced(int bytes) {
    return new Ask(parts, bytes, endless, reads, due, patience, leaves);
  }

  /** The same, its last part again and again. */
  public Ask withoutEnd() {
    return new Ask(parts, bytesPerSecond, true, reads, due, patience, leaves);
  }

  /** The same of one who takes nothing of his answer. */
  public Ask unread() {
    return new Ask(parts, bytesPerSecond, endless, false, false, patience, leaves);
  }

  /** The same of one whom nobody owes an answer. */
  public Ask withoutRight() {
    return new Ask(parts, bytesPerSecond, endless, reads, false, patience, leaves);
  }

  /** The same of one who leaves after some time. */
  public Ask leaving(Duration after) {
    return new Ask(parts, bytesPerSecond, endless, reads, due, patience, after);
  }
}
