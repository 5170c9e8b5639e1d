package io.imagepeek.function.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudevents.CloudEvent;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.HttpErrorResponses;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.event.EventInspections;
import io.imagepeek.function.event.EventMessages;
import io.imagepeek.function.event.TriggerEvent.Trace;
import io.imagepeek.function.webhook.PushEvent;
import io.imagepeek.function.webhook.PushEventReader;
import io.imagepeek.function.webhook.WebhookSecrets;
import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes what registries send when something was pushed, and inspects it. The sender is answered
 * only when the results have been delivered, so that none is lost with the instance: a webhook's
 * time-out has to be longer than an inspection's.
 */
@Path("/events")
public class EventsResource {

  private static final Logger LOG = Logger.getLogger(EventsResource.class);

  private final PushEventReader notices;
  private final WebhookSecrets secrets;
  private final EventInspections events;
  private final EventMessages messages;
  private final Inspections inspections;
  private final RequestReader reader;
  private final ClientDisconnects callers;

  EventsResource(
      PushEventReader notices,
      WebhookSecrets secrets,
      EventInspections events,
      EventMessages messages,
      Inspections inspections,
      RequestReader reader,
      ClientDisconnects callers) {
    this.notices = notices;
    this.secrets = secrets;
    this.events = events;
    this.messages = messages;
    this.inspections = inspections;
    this.reader = reader;
    this.callers = callers;
  }

  /** Inspects what a registry says was pushed. */
  @POST
  public Uni<Response> post(@Context RoutingContext http, @Context HttpHeaders headers) {
    byte[] body = HttpPipeline.body(http);
    if (!secrets.admits(body, headers::getHeaderString)) {
      logWithoutSecret();
      return Uni.createFrom().item(json(HttpErrorResponses.of(401)));
    }
    PushEvent notice;
    try {
      notice = notices.read(reader.parse(body), headers::getHeaderString);
    } catch (InvalidInspectParameters invalid) {
      LOG.info("a notice was refused: " + invalid.error());
      return Uni.createFrom().item(json(ErrorResponse.of(invalid, null)));
    }
    LOG.info("notice of " + notice.source().title() + ": images=" + notice.pushed().size());
    notice.refused().forEach(entry -> LOG.info("an entry was refused: " + entry.error()));
    if (notice.validationCode().isPresent()) {
      return Uni.createFrom().item(validation(notice.validationCode().get()));
    }
    InspectionContext whole = inspections.beginSeveral();
    HeldMemory held = new HeldMemory();
    Uni<Response> answer =
        events
            .tell(notice, trace(headers::getHeaderString), whole, held)
            .map(results -> response(notice, results, held, http))
            .onFailure()
            .invoke(held::letGo)
            .onCancellation()
            .invoke(held::letGo);
    if (notice.source().redelivers() || !events.areSent()) {
      callers.endWhenGone(whole);
      return answer;
    }
    // The notice never comes again: what was pushed is told although nobody waits for the answer,
    // whose end would cancel it otherwise.
    return answer.memoize().indefinitely();
  }

  /** Says in the log that a notice was refused for want of a secret. */
  static void logWithoutSecret() {
    LOG.warn("a notice was refused: it proves none of the secrets");
  }

  /** What went to a sink does not stand in the answer, but for what its sender did wrong. */
  private Response response(
      PushEvent notice,
      List<EventInspections.Result> results,
      HeldMemory held,
      RoutingContext http) {
    int sent = events.areSent() ? notice.pushed().size() : 0;
    if (sent == results.size()) {
      held.letGo();
      return Response.noContent().build();
    }
    List<CloudEvent> told =
        results.stream().skip(sent).map(EventInspections.Result::event).toList();
    EventMessages.Message batch = messages.batch(told);
    Response.ResponseBuilder response =
        Response.ok(RenderedBody.of(batch.body().getBytes(StandardCharsets.UTF_8), held, http));
    batch.headers().forEach(response::header);
    return response.build();
  }

  /** Event Grid's subscription is confirmed by its own code. */
  private static Response validation(String code) {
    return Response.ok(
            JsonNodeFactory.instance.objectNode().put("validationResponse", code).toString(),
            MediaType.APPLICATION_JSON_TYPE)
        .build();
  }

  private static Response json(ErrorResponse view) {
    return Response.status(view.statusCode())
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(view)
        .build();
  }

  /** The trace that a request belongs to. */
  static Trace trace(Function<String, @Nullable String> headers) {
    return new Trace(headers.apply("traceparent"), headers.apply("tracestate"));
  }
}
