package io.imagepeek.protocol;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Everything that is logged while a test runs, stack traces too. */
final class CapturedLog extends Handler {

  private final List<String> lines = new CopyOnWriteArrayList<>();

  void start() {
    setFormatter(new PatternFormatter("%s%e"));
    setLevel(Level.ALL);
    Logger.getLogger("").addHandler(this);
  }

  void stop() {
    Logger.getLogger("").removeHandler(this);
  }

  String text() {
    return String.join("\n", lines);
  }

  /** The lines with this in them. */
  List<String> lines(String part) {
    return lines.stream().filter(line -> line.contains(part)).toList();
  }

  @Override
  public void publish(LogRecord entry) {
    lines.add(getFormatter().format(entry));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
