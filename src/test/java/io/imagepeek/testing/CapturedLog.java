package io.imagepeek.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What a logger, and those below it, log while a test runs, stack traces too. */
public final class CapturedLog extends Handler implements AutoCloseable {

  private final List<String> entries = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Level level;

  private CapturedLog(String name) {
    logger = Logger.getLogger(name);
    level = logger.getLevel();
  }

  /** Everything. */
  public static CapturedLog ofAll() {
    return of("");
  }

  /** What one logger says, and those below it. */
  public static CapturedLog of(String name) {
    CapturedLog log = new CapturedLog(name);
    log.setFormatter(new PatternFormatter("%s%e"));
    log.setLevel(Level.ALL);
    if (log.level == null || log.level.intValue() > Level.INFO.intValue()) {
      log.logger.setLevel(Level.INFO);
    }
    log.logger.addHandler(log);
    return log;
  }

  /** All entries, each as it would stand in the log, without time and place. */
  public List<String> entries() {
    return List.copyOf(entries);
  }

  /** The entries with this in them. */
  public List<String> lines(String part) {
    return entries.stream().filter(entry -> entry.contains(part)).toList();
  }

  /** All that was logged. */
  public String text() {
    return String.join("\n", entries);
  }

  @Override
  public void publish(LogRecord entry) {
    entries.add(getFormatter().format(entry));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setLevel(level);
  }
}
