package io.imagepeek.function.http;

import io.quarkus.vertx.http.runtime.RouteConstants;

/**
 * The order of this package's routes, first to last. All of them come before the routes of JAX-RS
 * and Funqy.
 */
enum RouteOrder {
  /**
   * What every request passes: headers, refusals, and the reading of its body. It comes before the
   * server's own check of the body's size, whose response has no body; but after dev mode's live
   * reload, which passes the request to the new application with its body unread.
   *
   * <p>The server's own reader of bodies has this order, too. Its route is added later.
   */
  PIPELINE,

  /** Notices when the client disconnects. */
  CLIENT_WATCH,

  /** {@link NdjsonBatchRoute}: a batch whose client prefers lines; JAX-RS has all others. */
  NDJSON_BATCH,

  /** {@link CloudEventRoute}: events must not reach Funqy. */
  CLOUD_EVENTS,

  /** Refuses malformed JSON before Funqy reads it. */
  FUNCTION_INPUT;

  private static final int FIRST = RouteConstants.ROUTE_ORDER_HOT_REPLACEMENT + 1;

  /** As Vert.x numbers routes. */
  @SuppressWarnings("EnumOrdinal") // the order of the constants is that of the routes
  int number() {
    return FIRST + ordinal();
  }
}
