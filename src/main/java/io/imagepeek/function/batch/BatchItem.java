package io.imagepeek.function.batch;

import io.imagepeek.function.InspectRequest;
import io.imagepeek.function.PendingRequest;
import io.imagepeek.image.ImageReference;
import io.imagepeek.inspect.InspectQuery;
import io.imagepeek.source.ImageName;
import io.imagepeek.source.ImageRequest;
import java.util.Optional;

/**
 * One image of a batch.
 *
 * @param same the query that it means, with a reference in canonical form: what has an equal one
 *     has an equal answer; empty where the question cannot be read, which asking it will tell
 */
record BatchItem(PendingRequest question, Optional<InspectQuery> same) {

  static BatchItem of(PendingRequest question) {
    try {
      return new BatchItem(question, Optional.of(canonical(question.request().get().toQuery())));
    } catch (RuntimeException unreadable) {
      return new BatchItem(question, Optional.empty());
    }
  }

  private static InspectQuery canonical(InspectQuery query) {
    ImageRequest image = query.image();
    if (!query.transport().equals(InspectRequest.DEFAULT_TRANSPORT)) {
      return query;
    }
    ImageReference reference = ImageReference.parse(image.name().name(), image.name().tag());
    return new InspectQuery(
        new ImageRequest(
            new ImageName(reference.toString(), null), image.credentials(), image.maxAge()),
        query.transport(),
        query.view(),
        query.platform(),
        query.tags(),
        query.fallbacks());
  }
}
