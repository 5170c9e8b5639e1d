package io.imagepeek.function.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.RequestReader;
import io.imagepeek.source.InspectionContext;
import io.quarkus.funqy.Funq;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** The Funqy function: the documented output or the error JSON, as one of these is the answer. */
public class InspectFunction {

  private final Inspections inspections;
  private final RequestReader reader;
  private final Callers callers;
  private final ObjectMapper json;

  @Inject
  InspectFunction(
      Inspections inspections, RequestReader reader, Callers callers, ObjectMapper json) {
    this.inspections = inspections;
    this.reader = reader;
    this.callers = callers;
    this.json = json;
  }

  /**
   * Inspects an image.
   *
   * @param request either documented form of the input; null where there was none
   */
  @Funq
  public Uni<JsonNode> inspectAnImage(@Nullable JsonNode request) {
    InspectionContext context = inspections.begin();
    callers.endWhenGone(context);
    JsonNode given = request == null ? MissingNode.getInstance() : request;
    return inspections
        .inspect(reader.ask(given), context)
        .map(outcome -> json.valueToTree(outcome.view()));
  }
}
