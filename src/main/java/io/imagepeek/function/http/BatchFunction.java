package io.imagepeek.function.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.imagepeek.function.batch.BatchInspections;
import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.InspectionContext;
import io.quarkus.funqy.Funq;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** The Funqy function for several images: it returns their results or the error JSON. */
public class BatchFunction {

  private final BatchInspections batches;
  private final ClientDisconnects callers;
  private final ObjectMapper json;

  @Inject
  BatchFunction(BatchInspections batches, ClientDisconnects callers, ObjectMapper json) {
    this.batches = batches;
    this.callers = callers;
    this.json = json;
  }

  /**
   * Inspects images.
   *
   * @param batch the images; null if there was no body
   */
  @Funq
  public Uni<JsonNode> inspectImages(@Nullable JsonNode batch) {
    InspectionContext whole = batches.begin();
    callers.endWhenGone(whole);
    HeldMemory held = callers.untilResponseEnd();
    JsonNode given = batch == null ? MissingNode.getInstance() : batch;
    return batches
        .respond(given, whole)
        .invoke(answer -> held.join(answer.held()))
        .map(answer -> answer.tree(json));
  }
}
