package io.imagepeek.function.lambda;

import io.imagepeek.function.batch.BatchView;
import io.imagepeek.function.batch.BatchView.Result;
import io.imagepeek.function.batch.BatchView.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jboss.logging.Logger;

/**
 * Makes the answer to a batch as large as it may be: what does not fit is a failure that says so.
 */
final class BatchTruncation {

  private static final Logger LOG = Logger.getLogger(BatchTruncation.class);

  private final long room;
  private final ToLongFunction<Object> size;

  /**
   * @param room that there is
   * @param size what something takes of it; that of a whole is the sum of its parts
   */
  BatchTruncation(long room, ToLongFunction<Object> size) {
    this.room = room;
    this.size = size;
  }

  /**
   * The answer with the results that there is room for, the first before others. It is larger all
   * the same if the failures alone are.
   *
   * @param answer to a batch; an error is left as it is
   */
  Object fitted(Object answer) {
    return answer instanceof BatchView batch && size.applyAsLong(batch) > room
        ? fitted(batch)
        : answer;
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
    LOG.warn("the answer to a batch has no room for " + omitted + " of its results");
    int inspected = batch.summary().inspected() - omitted;
    return new BatchView(results, new Summary(images, inspected, images - inspected));
  }

  private static Result least(Result result) {
    return result instanceof BatchView.Inspected inspected
        ? new BatchView.Failed(null, inspected.image(), ResponseWriter.noRoom(inspected.image()))
        : result;
  }
}
