package io.imagepeek.function.http;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.ApiPath;
import io.imagepeek.function.HttpErrorResponses;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.JsonMediaType;
import io.imagepeek.function.ReadRequest;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.event.EventInspections;
import io.imagepeek.function.event.EventMessages;
import io.imagepeek.function.event.EventTypes;
import io.imagepeek.function.event.ReceivedEvent;
import io.imagepeek.function.event.TriggerEvent;
import io.imagepeek.function.event.TriggerEvent.Trace;
import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.InspectionContext;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Takes CloudEvents for the functions. The response to each is an event, in the same content mode.
 *
 * <p>CloudEvents must not reach Funqy's own binding ({@code quarkus-funqy-knative-events}): it
 * sends 404 for an event of an unknown type, and 500 for a malformed one. A broker would deliver
 * such events again and again.
 */
@ApplicationScoped
class CloudEventRoute {

  /** The error of a request to {@link ApiPath#CLOUD_EVENTS} that is not an event. */
  static final String NO_EVENT =
      "/ takes CloudEvents, and this request has neither the headers ce-specversion, ce-id,"
          + " ce-source and ce-type nor the content type application/cloudevents+json; inspections"
          + " are at "
          + ApiPath.inspecting();

  private final EventMessages messages;
  private final EventInspections events;
  private final Inspections inspections;
  private final RequestReader reader;
  private final HttpPipeline pipeline;

  CloudEventRoute(
      EventMessages messages,
      EventInspections events,
      Inspections inspections,
      RequestReader reader,
      HttpPipeline pipeline) {
    this.messages = messages;
    this.events = events;
    this.inspections = inspections;
    this.reader = reader;
    this.pipeline = pipeline;
  }

  void open(@Observes Router router) {
    router
        .post()
        .order(RouteOrder.CLOUD_EVENTS.number())
        .handler(this::admit)
        .failureHandler(pipeline::sendError);
  }

  private void admit(RoutingContext http) {
    ApiPath path = HttpPipeline.apiPath(http).orElse(null);
    boolean isEvent = EventMessages.isEvent(http.request().headers());
    if (!isEvent && path == ApiPath.CLOUD_EVENTS) {
      // Before its JSON is parsed: malformed JSON gets this error, too.
      pipeline.sendError(http.response(), HttpErrorResponses.of(400, NO_EVENT));
    } else if (!isEvent || (path != null && path.isResource())) {
      http.next();
    } else if (path != null && path.takesCloudEvents()) {
      take(http);
    } else {
      http.fail(404);
    }
  }

  private void take(RoutingContext http) {
    ReceivedEvent event;
    ReadRequest request;
    try {
      event = messages.read(http.request().headers(), HttpPipeline.body(http));
      request = request(event);
    } catch (InvalidInspectParameters malformed) {
      pipeline.sendError(http.response(), HttpErrorResponses.of(400, malformed.error()));
      return;
    }
    if (EventTypes.isResult(event.type())) {
      // Knative's data plane: accepted, and there is no reply event.
      http.response().setStatusCode(202).end();
      return;
    }
    InspectionContext context = inspections.begin();
    ClientDisconnects.endWhenGone(http, context);
    boolean structured =
        EventMessages.isStructured(http.request().getHeader(HttpHeaders.CONTENT_TYPE));
    HeldMemory held = ClientDisconnects.untilResponseEnd(http);
    Context connection = http.vertx().getOrCreateContext();
    events
        .inspect(request, new TriggerEvent(event.id(), trace(http, event)), context, held)
        .map(EventInspections.Result::event)
        // Where the result has been written: large ones away from event loops.
        .map(result -> structured ? messages.structured(result) : messages.binary(result))
        .subscribe()
        .with(
            message -> connection.runOnContext(now -> send(http, message)),
            failure -> connection.runOnContext(now -> http.fail(failure)));
  }

  /**
   * @throws InvalidInspectParameters if its data is not the JSON that it is said to be
   */
  private ReadRequest request(ReceivedEvent event) {
    if (!EventTypes.requestsInspection(event.type())) {
      return unreadable(
          event, "event: the type is unknown; to request an inspection, use " + EventTypes.INSPECT);
    }
    String type = event.attribute("datacontenttype");
    if (type != null && !JsonMediaType.isFormat(type)) {
      return unreadable(event, "event: the datacontenttype must be application/json");
    }
    byte[] data = event.data();
    if (data == null || data.length == 0) {
      return unreadable(event, "event: has no data");
    }
    return reader.read(reader.parse(data));
  }

  private static ReadRequest unreadable(ReceivedEvent event, String error) {
    return new ReadRequest.Invalid(event.attribute("subject"), new InvalidInspectParameters(error));
  }

  /** The trace of the event, or else of its request. */
  private static Trace trace(RoutingContext http, ReceivedEvent event) {
    String parent = event.attribute("traceparent");
    return parent == null
        ? EventsResource.trace(http.request()::getHeader)
        : new Trace(parent, event.attribute("tracestate"));
  }

  private static void send(RoutingContext http, EventMessages.Message message) {
    message.headers().forEach(http.response()::putHeader);
    http.response().end(Buffer.buffer(message.body()));
  }
}
