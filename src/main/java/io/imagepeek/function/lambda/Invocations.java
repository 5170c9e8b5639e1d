package io.imagepeek.function.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.ErrorView;
import io.imagepeek.function.HttpErrorBody;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.Outcome;
import io.imagepeek.function.Question;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.batch.BatchInspections;
import io.imagepeek.function.event.Redeliver;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;

/**
 * Tells by its shape what an invocation is: a direct call, for one image or several, an event, a
 * batch of messages, or a request over HTTP.
 */
final class Invocations {

  private final Inspections inspections;
  private final RequestReader reader;
  private final BatchInspections batches;
  private final SingleEvent single;
  private final SqsBatch messages;
  private final HttpInvocation http;
  private final ObjectMapper json;

  Invocations(
      Inspections inspections,
      RequestReader reader,
      BatchInspections batches,
      SingleEvent single,
      SqsBatch messages,
      HttpInvocation http,
      ObjectMapper json) {
    this.inspections = inspections;
    this.reader = reader;
    this.batches = batches;
    this.single = single;
    this.messages = messages;
    this.http = http;
    this.json = json;
  }

  /**
   * The answer to an invocation.
   *
   * @param invocationId Lambda's id of it
   * @param whole the time for all of it
   * @return to be written as JSON; fails with {@link TransientFailure} if Lambda is to repeat it
   */
  Uni<JsonNode> answer(byte[] input, String invocationId, InspectionContext whole) {
    JsonNode tree;
    try {
      tree = reader.parse(input);
    } catch (InvalidInspectParameters malformed) {
      return call(Question.unreadable(null, malformed), whole);
    }
    if (SqsBatch.recognises(tree)) {
      return messages.answer(tree, whole).map(json::valueToTree);
    }
    if (HttpInvocation.recognises(tree)) {
      return http.answer(tree, whole).map(json::valueToTree);
    }
    if (SingleEvent.recognises(tree)) {
      return single
          .inspect(tree, invocationId, whole)
          .onFailure(Redeliver.class)
          .transform(failure -> transientFailure(failure.view()))
          .map(found -> json.valueToTree(found.orElse(null)));
    }
    return BatchInspections.recognises(tree)
        ? answered(
            batches.answer(tree, batches.begin(whole.remaining())).map(all -> all.tree(json)))
        : call(reader.ask(tree), whole);
  }

  /** A direct call: whatever comes of it is its answer. */
  private Uni<JsonNode> call(Question question, InspectionContext whole) {
    return answered(inspections.inspect(question, inspections.begin(whole)).map(Outcome::view));
  }

  private Uni<JsonNode> answered(Uni<Object> view) {
    return view.onFailure(InspectionGate.Full.class)
        .recoverWithItem(HttpErrorBody.of(503))
        .map(json::valueToTree);
  }

  private static TransientFailure transientFailure(ErrorView view) {
    return new TransientFailure(view.error());
  }
}
