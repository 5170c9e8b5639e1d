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
 * Takes the push events of registries, and inspects the images. The response is sent only when the
 * results have been delivered, so that none is lost with the instance. So the timeout of a webhook
 * must be longer than that of an inspection.
 */
@Path("/events")
public class EventsResource {

  private static final Logger LOG = Logger.getLogger(EventsResource.class);

  private final PushEventReader pushEvents;
  private final WebhookSecrets secrets;
  private final EventInspections events;
  private final EventMessages messages;
  private final Inspections inspections;
  private final RequestReader reader;
  private final ClientDisconnects callers;

  EventsResource(
      PushEventReader pushEvents,
      WebhookSecrets secrets,
      EventInspections events,
      EventMessages messages,
      Inspections inspections,
      RequestReader reader,
      ClientDisconnects callers) {
    this.pushEvents = pushEvents;
    this.secrets = secrets;
    this.events = events;
    this.messages = messages;
    this.inspections = inspections;
    this.reader = reader;
    this.callers = callers;
  }

  /** Inspects the images of a push event. */
  @POST
  public Uni<Response> post(@Context RoutingContext http, @Context HttpHeaders headers) {
    byte[] body = HttpPipeline.body(http);
    if (!secrets.admits(body, headers::getHeaderString)) {
      logWithoutSecret();
      return Uni.createFrom().item(json(HttpErrorResponses.of(401)));
    }
    PushEvent push;
    try {
      push = pushEvents.read(reader.parse(body), headers::getHeaderString);
    } catch (InvalidInspectParameters invalid) {
      LOG.info("a push event was refused: " + invalid.error());
      return Uni.createFrom().item(json(ErrorResponse.of(invalid, null)));
    }
    LOG.info("push event of " + push.source().title() + ": images=" + push.pushed().size());
    push.refused()
        .forEach(entry -> LOG.info("an entry of a push event was refused: " + entry.error()));
    if (push.validationCode().isPresent()) {
      return Uni.createFrom().item(validation(push.validationCode().get()));
    }
    InspectionContext whole = inspections.beginSeveral();
    HeldMemory held = new HeldMemory();
    Uni<Response> answer =
        events
            .inspectAndSend(push, trace(headers::getHeaderString), whole, held)
            .map(results -> response(push, results, held, http))
            .onFailure()
            .invoke(held::letGo)
            .onCancellation()
            .invoke(held::letGo);
    if (push.source().redelivers() || !events.areSent()) {
      callers.endWhenGone(whole);
      return answer;
    }
    // The sender never delivers it again. So the results are sent even if it disconnects, which
    // would cancel them otherwise.
    return answer.memoize().indefinitely();
  }

  /** Logs that a push event was refused because it lacks the secret. */
  static void logWithoutSecret() {
    LOG.warn("a push event was refused: it has none of the secrets that the operator has set");
  }

  /** Results that went to a sink are not in the response; errors of unreadable entries are. */
  private Response response(
      PushEvent push, List<EventInspections.Result> results, HeldMemory held, RoutingContext http) {
    int sent = events.areSent() ? push.pushed().size() : 0;
    if (sent == results.size()) {
      held.letGo();
      return Response.noContent().build();
    }
    List<CloudEvent> remaining =
        results.stream().skip(sent).map(EventInspections.Result::event).toList();
    EventMessages.Message batch = messages.batch(remaining);
    Response.ResponseBuilder response =
        Response.ok(RenderedBody.of(batch.body().getBytes(StandardCharsets.UTF_8), held, http));
    batch.headers().forEach(response::header);
    return response.build();
  }

  /** The response that confirms a subscription of Azure Event Grid. */
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

  /** The trace context of a request. */
  static Trace trace(Function<String, @Nullable String> headers) {
    return new Trace(headers.apply("traceparent"), headers.apply("tracestate"));
  }
}
