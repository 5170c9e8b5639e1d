package io.imagepeek.testing;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The replies to one kind of request, one after the other. What comes after the last is unexpected,
 * unless {@link #always} says what to do then.
 */
public final class Script {

  private final Deque<Function<RecordedRequest, ? extends Reply>> replies = new ArrayDeque<>();
  private @Nullable Function<RecordedRequest, ? extends Reply> rest;

  Script() {}

  /** The next reply. */
  public synchronized Script respond(Function<RecordedRequest, ? extends Reply> reply) {
    replies.add(reply);
    return this;
  }

  /** The next reply. */
  public Script respond(Reply reply) {
    return respond(request -> reply);
  }

  /** The next reply: a status without a body. */
  public Script respond(int status) {
    return respond(Reply.status(status));
  }

  /** The next reply: a whole answer. */
  public Script respond(int status, Map<String, String> headers, String body) {
    return respond(Reply.of(status, headers, body));
  }

  /** The next replies: the same one so many times. */
  public Script respond(int times, Reply reply) {
    Collections.nCopies(times, reply).forEach(this::respond);
    return this;
  }

  /** Reads better after the first {@link #respond(Function)}, and does the same. */
  public Script then(Function<RecordedRequest, ? extends Reply> reply) {
    return respond(reply);
  }

  /** Reads better after the first {@link #respond(Reply)}, and does the same. */
  public Script then(Reply reply) {
    return respond(reply);
  }

  /** Reads better after the first {@link #respond(int)}, and does the same. */
  public Script then(int status) {
    return respond(status);
  }

  /** Reads better after the first {@code respond}, and does the same. */
  public Script then(int status, Map<String, String> headers, String body) {
    return respond(status, headers, body);
  }

  /** What every further request gets. */
  public synchronized void always(Function<RecordedRequest, ? extends Reply> reply) {
    rest = reply;
  }

  /** What every further request gets. */
  public void always(Reply reply) {
    always(request -> reply);
  }

  /** What every further request gets: a status without a body. */
  public void always(int status) {
    always(Reply.status(status));
  }

  /** What every further request gets: a whole answer. */
  public void always(int status, Map<String, String> headers, String body) {
    always(Reply.of(status, headers, body));
  }

  /** Null once the script is at its end. */
  @Nullable Reply next(RecordedRequest request) {
    Function<RecordedRequest, ? extends Reply> reply;
    synchronized (this) {
      reply = replies.isEmpty() ? rest : replies.remove();
    }
    return reply == null ? null : reply.apply(request);
  }

  synchronized int left() {
    return replies.size();
  }
}
