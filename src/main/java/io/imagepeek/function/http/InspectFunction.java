package io.imagepeek.function.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.imagepeek.function.InspectionResult;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.JsonResponses;
import io.imagepeek.function.ReadRequest;
import io.imagepeek.function.RequestReader;
import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.InspectionContext;
import io.quarkus.funqy.Funq;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** The Funqy function: it returns the documented output or the error JSON. */
public class InspectFunction {

  /** Of a large result: as our JSON, as Funqy's JSON, and as it is sent. */
  private static final int COPIES = 3;

  private final Inspections inspections;
  private final RequestReader reader;
  private final ClientDisconnects callers;
  private final JsonResponses answers;
  private final ObjectMapper json;

  @Inject
  InspectFunction(
      Inspections inspections,
      RequestReader reader,
      ClientDisconnects callers,
      JsonResponses answers,
      ObjectMapper json) {
    this.inspections = inspections;
    this.reader = reader;
    this.callers = callers;
    this.answers = answers;
    this.json = json;
  }

  /**
   * Inspects an image.
   *
   * @param body either documented form of the input; null if there was no body
   */
  @Funq
  public Uni<JsonNode> inspectAnImage(@Nullable JsonNode body) {
    InspectionContext context = inspections.begin();
    callers.endWhenGone(context);
    HeldMemory held = callers.untilResponseEnd();
    ReadRequest request = reader.read(body == null ? MissingNode.getInstance() : body);
    return answers.respond(
        request.imageName(),
        context,
        () -> inspections.inspect(request, context),
        outcome -> json.valueToTree(outcome.view()),
        found -> large(request, found, context, held));
  }

  private Uni<JsonNode> large(
      ReadRequest request,
      InspectionResult.Inspected found,
      InspectionContext context,
      HeldMemory held) {
    return answers
        .rawJson(found, request.imageName(), context)
        .flatMap(
            text ->
                answers
                    .reserve((long) COPIES * ((String) text.rawValue()).length(), held)
                    .map(taken -> json.getNodeFactory().rawValueNode(text)));
  }
}
