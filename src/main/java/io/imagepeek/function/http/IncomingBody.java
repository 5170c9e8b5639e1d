package io.imagepeek.function.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on its way. It takes of the budget what has arrived, and gives it back when the
 * request ends. Once it is refused, nothing of it is kept any more. Used by its connection's event
 * loop alone.
 */
final class IncomingBody {

  /**
   * How long what is still on its way is thrown away, so that the answer is not lost to a reset.
   */
  static final long LINGER_MILLIS = 1_000;

  /** Bytes of a block that smaller parts are put together in: each would take more by itself. */
  private static final int BLOCK = 16 * 1024;

  private final RoutingContext http;
  private final long limit;
  private final BodyBudget budget;

  /** What has arrived, in order. One buffer would be copied anew each time that it grows. */
  private final List<Buffer> blocks = new ArrayList<>();

  private long taken;
  private boolean over;

  /**
   * @param limit the bytes that it may have
   */
  IncomingBody(RoutingContext http, long limit, BodyBudget budget) {
    this.http = http;
    this.limit = limit;
    this.budget = budget;
  }

  /**
   * Reads it; the request goes on with it, also where it is empty, or fails with the status that
   * refuses it.
   */
  void read(Duration time) {
    HttpServerRequest request = http.request();
    long timer = http.vertx().setTimer(time.toMillis(), late -> refuse(408, null));
    http.addEndHandler(
        end -> {
          http.vertx().cancelTimer(timer);
          over = true;
          budget.giveBack(taken);
        });
    request.handler(this::add);
    // The connection has ended, or is about to: there is nobody to answer.
    request.exceptionHandler(gone -> giveUp());
    request.endHandler(
        end -> {
          if (!over) {
            over = true;
            http.vertx().cancelTimer(timer);
            goOn();
          }
        });
    if (request.headers().contains("Expect")) {
      http.response().writeContinue();
    }
    request.resume();
  }

  private void add(Buffer chunk) {
    if (over) {
      return;
    }
    if (taken + chunk.length() > limit) {
      refuse(413, null);
    } else if (budget.take(chunk.length())) {
      taken += chunk.length();
      keep(chunk);
    } else {
      refuse(503, new BodyBudget.Full());
    }
  }

  private void keep(Buffer chunk) {
    Buffer last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
    if (last != null && last.length() + chunk.length() <= BLOCK) {
      last.appendBuffer(chunk);
    } else {
      blocks.add(chunk.length() < BLOCK ? Buffer.buffer().appendBuffer(chunk) : chunk);
    }
  }

  private void refuse(int status, @Nullable Throwable cause) {
    if (!over) {
      giveUp();
      http.fail(status, cause);
    }
  }

  private void giveUp() {
    over = true;
    blocks.clear();
  }

  @SuppressWarnings("deprecation") // setBody: what replaces it is internal to the router
  private void goOn() {
    Buffer body = Buffer.buffer((int) taken);
    blocks.forEach(body::appendBuffer);
    blocks.clear();
    http.setBody(body);
    // The server's own reader of bodies, which comes later, would wait for one that has been read.
    ((RoutingContextInternal) http).visitHandler(RoutingContextInternal.BODY_HANDLER);
    http.next();
  }

  /**
   * Closes the connection of a request that has been answered before its body had come. What comes
   * of the body is thrown away until then: a connection that is closed over unread bytes is reset,
   * and the answer may be lost with it.
   */
  static void hangUp(RoutingContext http) {
    HttpServerRequest request = http.request();
    HttpConnection connection = request.connection();
    http.vertx().setTimer(LINGER_MILLIS, late -> connection.close());
    request.exceptionHandler(gone -> {});
    request.handler(chunk -> {});
    request.endHandler(end -> connection.close());
    request.resume();
  }
}
