package io.imagepeek.function.lambda;

import io.imagepeek.function.batch.BatchView;
import io.imagepeek.function.batch.BatchView.Result;
import io.imagepeek.function.batch.BatchView.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jboss.logging.Logger;

/** Fits the response to a batch into a limit: a result without room becomes a failure. */
final class BatchTruncation {

  private static final Logger LOG = Logger.getLogger(BatchTruncation.class);

  private final long room;
  private final ToLongFunction<Object> size;

  /**
   * @param room the limit
   * @param size of a view; that of a whole must be the sum of its parts
   */
  BatchTruncation(long room, ToLongFunction<Object> size) {
    this.room = room;
    this.size = size;
  }

  /**
   * The response with as many results as fit, the first ones first. It still exceeds the limit if
   * the failures alone do.
   *
   * @param response to a batch; an error stays as it is
   */
  Object fitted(Object response) {
    return response instanceof BatchView batch && size.applyAsLong(batch) > room
        ? fitted(batch)
        : response;
  }

  private BatchView fitted(BatchView batch) {
    List<Result> results = new ArrayList<>();
    int images = batch.summary().images();
    long left =
        room - size.applyAsLong(new BatchView(List.of(), new Summary(images, images, images)));
    for (Result result : batch.results()) {
      Result least = least(result);
      results.add(least);
      left -= size.applyAsLong(least) + 1; // a comma
    }
    int omitted = 0;
    for (int i = 0; i < results.size(); i++) {
      Result whole = batch.results().get(i);
      if (whole instanceof BatchView.Failed) {
        continue;
      }
      long more = size.applyAsLong(whole) - size.applyAsLong(results.get(i));
      if (more <= left) {
        results.set(i, whole);
        left -= more;
      } else {
        omitted++;
      }
    }
    LOG.warn("the response to a batch has no room for " + omitted + " of its results");
    int inspected = batch.summary().inspected() - omitted;
    return new BatchView(results, new Summary(images, inspected, images - inspected));
  }

  private static Result least(Result result) {
    return result instanceof BatchView.Inspected inspected
        ? new BatchView.Failed(null, inspected.image(), ResponseWriter.noRoom(inspected.image()))
        : result;
  }
}
