package io.imagepeek.function.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.Question;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.lambda.BatchResult.ItemFailure;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Messages of an Amazon SQS queue, each an event of EventBridge or either documented form of the
 * input. Those that may succeed later are reported, so that the queue delivers them again and hands
 * them to its dead-letter queue in the end; the queue forgets the others.
 */
final class SqsBatch {

  private static final Logger LOG = Logger.getLogger(SqsBatch.class);

  private static final String RECORDS = "Records";
  private static final String MESSAGE_ID = "messageId";
  private static final String SQS = "aws:sqs";

  private final RequestReader reader;
  private final SingleEvent single;
  private final int concurrency;

  /**
   * @param concurrency messages at once
   */
  SqsBatch(RequestReader reader, SingleEvent single, int concurrency) {
    this.reader = reader;
    this.single = single;
    this.concurrency = concurrency;
  }

  /** Whether it has the shape of a batch of messages. */
  static boolean recognises(JsonNode tree) {
    JsonNode records = tree.path(RECORDS);
    return records.isArray() && SQS.equals(records.path(0).path("eventSource").asText());
  }

  /**
   * Inspects for each message.
   *
   * @throws TransientFailure if a message has no id: it could not be reported, and would be lost
   */
  Uni<BatchResult> answer(JsonNode tree, InspectionContext whole) {
    for (JsonNode message : tree.path(RECORDS)) {
      if (message.path(MESSAGE_ID).asText().isEmpty()) {
        throw new TransientFailure("Records: a message has no messageId");
      }
    }
    return Multi.createFrom()
        .iterable(tree.path(RECORDS))
        .onItem()
        .transformToUni(message -> failure(message, whole))
        .merge(concurrency)
        .filter(Optional::isPresent)
        .map(Optional::get)
        .collect()
        .asList()
        .map(BatchResult::new);
  }

  private Uni<Optional<ItemFailure>> failure(JsonNode message, InspectionContext whole) {
    String id = message.path(MESSAGE_ID).asText();
    return Uni.createFrom()
        .deferred(() -> inspect(message, id, whole))
        .map(inspected -> Optional.<ItemFailure>empty())
        .onFailure()
        .recoverWithItem(
            failure -> {
              LOG.warn("message " + id + " is to be delivered again: " + failure.getMessage());
              return Optional.of(new ItemFailure(id));
            });
  }

  private Uni<Optional<Object>> inspect(JsonNode message, String id, InspectionContext whole) {
    JsonNode body;
    try {
      body = reader.parse(message.path("body").asText().getBytes(StandardCharsets.UTF_8));
    } catch (InvalidInspectParameters malformed) {
      return single.tell(Question.unreadable(null, malformed), id, whole);
    }
    return SingleEvent.recognises(body)
        ? single.inspect(body, id, whole)
        : single.tell(reader.ask(body), id, whole);
  }
}
