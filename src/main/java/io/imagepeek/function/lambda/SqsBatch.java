package io.imagepeek.function.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.OneLine;
import io.imagepeek.function.ReadRequest;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.event.RetryableEventException;
import io.imagepeek.function.lambda.BatchResult.ItemFailure;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Messages of an Amazon SQS queue, each an event of EventBridge or either documented form of a
 * request. Transient failures are reported, so that the queue delivers these messages again, and
 * moves them to its dead-letter queue in the end; the queue deletes the others.
 *
 * <p>In a standard queue each message is independent. The messages of one group of a FIFO queue are
 * inspected one after the other. When one has failed, all later ones of its group are reported
 * without an inspection: consumers of the results rely on their order, and a deleted message could
 * not be delivered after an earlier one (<a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">Handling
 * errors for an SQS event source in Lambda</a>).
 */
final class SqsBatch {

  private static final Logger LOG = Logger.getLogger(SqsBatch.class);

  private static final String RECORDS = "Records";
  private static final String MESSAGE_ID = "messageId";
  private static final String SQS = "aws:sqs";
  private static final String FIFO = ".fifo";

  private final RequestReader reader;
  private final SingleEvent single;
  private final int concurrency;

  /**
   * @param concurrency how many messages are inspected at once
   */
  SqsBatch(RequestReader reader, SingleEvent single, int concurrency) {
    this.reader = reader;
    this.single = single;
    this.concurrency = concurrency;
  }

  /** Whether the payload has the form of a batch of messages. */
  static boolean recognises(JsonNode tree) {
    JsonNode records = tree.path(RECORDS);
    return records.isArray() && SQS.equals(records.path(0).path("eventSource").asText());
  }

  /**
   * Inspects for each message.
   *
   * @throws TransientFailure if a message has no id: it could not be reported, and might be lost
   */
  Uni<BatchResult> respond(JsonNode tree, InspectionContext whole) {
    for (JsonNode message : tree.path(RECORDS)) {
      if (id(message).isEmpty()) {
        throw new TransientFailure("Records: a message has no messageId");
      }
    }
    return Multi.createFrom()
        .iterable(sequences(tree.path(RECORDS)))
        .onItem()
        .transformToUni(sequence -> failures(sequence, whole))
        .merge(concurrency)
        .onItem()
        .<ItemFailure>disjoint()
        .collect()
        .asList()
        .map(BatchResult::new);
  }

  /** The messages in sequences, each to be inspected in order; none is empty. */
  private static Collection<List<JsonNode>> sequences(JsonNode messages) {
    Map<String, List<JsonNode>> sequences = new LinkedHashMap<>();
    for (JsonNode message : messages) {
      String sequence =
          message.path("eventSourceARN").asText().endsWith(FIFO)
              ? "group " + message.path("attributes").path("MessageGroupId").asText()
              : "message " + id(message);
      sequences.computeIfAbsent(sequence, first -> new ArrayList<>()).add(message);
    }
    return sequences.values();
  }

  /** The messages to be delivered again: from the first that failed to the last. */
  private Uni<List<ItemFailure>> failures(List<JsonNode> sequence, InspectionContext whole) {
    if (sequence.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return succeeds(sequence.get(0), whole)
        .flatMap(
            succeeded ->
                succeeded
                    ? failures(sequence.subList(1, sequence.size()), whole)
                    : Uni.createFrom()
                        .item(
                            sequence.stream()
                                .map(message -> new ItemFailure(id(message)))
                                .toList()));
  }

  private Uni<Boolean> succeeds(JsonNode message, InspectionContext whole) {
    return Uni.createFrom()
        .deferred(() -> inspect(message, id(message), whole))
        .map(inspected -> true)
        .onFailure(UnexpectedErrors::canRespond)
        .recoverWithItem(
            failure -> {
              log(id(message), failure);
              return false;
            });
  }

  private static void log(String id, Throwable failure) {
    String line = "message " + OneLine.of(id) + " is to be delivered again";
    if (failure instanceof RetryableEventException redeliver) {
      LOG.warn(line + ": " + OneLine.of(redeliver.view().error()));
    } else {
      LOG.error(line, failure);
    }
  }

  private static String id(JsonNode message) {
    return message.path(MESSAGE_ID).asText("");
  }

  private Uni<SingleEvent.EventResults> inspect(
      JsonNode message, String id, InspectionContext whole) {
    JsonNode body;
    try {
      body = reader.parse(message.path("body").asText().getBytes(StandardCharsets.UTF_8));
    } catch (InvalidInspectParameters malformed) {
      return single.inspect(new ReadRequest.Invalid(null, malformed), id, whole);
    }
    return SingleEvent.recognises(body)
        ? single.inspect(body, id, whole)
        : single.inspect(reader.read(body), id, whole);
  }
}
