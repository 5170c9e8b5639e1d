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
 * The body of a request while it arrives. Its bytes count in the budget until the request ends.
 * Once it is refused, none of them are kept. Used by the event loop of its connection only.
 */
final class IncomingBody {

  /**
   * How long the rest of a refused body is read and discarded, so that a reset does not lose the
   * response.
   */
  static final long LINGER_MILLIS = 1_000;

  /** Bytes of a block that joins smaller chunks: each buffer has an overhead of its own. */
  private static final int BLOCK = 16 * 1024;

  private final RoutingContext http;
  private final long limit;
  private final BodyBudget budget;

  /** What has arrived, in order. A single buffer would be copied each time it grows. */
  private final List<Buffer> blocks = new ArrayList<>();

  private long taken;
  private boolean over;

  /**
   * @param limit of the body, in bytes
   */
  IncomingBody(RoutingContext http, long limit, BodyBudget budget) {
    this.http = http;
    this.limit = limit;
    this.budget = budget;
  }

  /**
   * Reads the body, which may be empty. Then the request goes on, or fails with the status that
   * refuses it.
   *
   * @param time until the whole body must be there
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
    // The connection has ended, or is about to: no response can be sent.
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
    // Else the server's own reader, which comes later, would wait for a body that has been read.
    ((RoutingContextInternal) http).visitHandler(RoutingContextInternal.BODY_HANDLER);
    http.next();
  }

  /**
   * Closes the connection of a request whose response was sent before its body had arrived. Until
   * then the rest of the body is discarded: closing a connection with unread bytes resets it, and
   * the client may lose the response.
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
