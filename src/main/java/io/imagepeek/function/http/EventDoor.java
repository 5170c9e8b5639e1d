package io.imagepeek.function.http;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.HttpErrorBody;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.Question;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.event.Cause;
import io.imagepeek.function.event.Cause.Trace;
import io.imagepeek.function.event.EventInspections;
import io.imagepeek.function.event.EventMessages;
import io.imagepeek.function.event.EventTypes;
import io.imagepeek.source.Holdings;
import io.imagepeek.source.InspectionContext;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;

/**
 * Takes CloudEvents for the functions, and answers each with an event, in the form that it came in.
 *
 * <p>The functions' own binding would answer an event of a type that it does not know with 404, and
 * a malformed one with 500: a broker delivers such events again and again.
 */
@ApplicationScoped
class EventDoor {

  /** Where events come. */
  static final String ROOT = "/";

  /** What is said to anything else that comes there. */
  static final String NO_EVENT =
      "/ takes CloudEvents, and this is none: there are neither the headers ce-specversion, ce-id,"
          + " ce-source and ce-type nor the content type application/cloudevents+json; inspections"
          + " are asked for at /inspect and /inspections";

  private final EventMessages messages;
  private final EventInspections events;
  private final Inspections inspections;
  private final RequestReader reader;
  private final FrontDoor frontDoor;

  EventDoor(
      EventMessages messages,
      EventInspections events,
      Inspections inspections,
      RequestReader reader,
      FrontDoor frontDoor) {
    this.messages = messages;
    this.events = events;
    this.inspections = inspections;
    this.reader = reader;
    this.frontDoor = frontDoor;
  }

  void open(@Observes Router router) {
    router
        .post()
        .order(FrontDoor.FUNCTIONS - 1)
        .handler(this::admit)
        .failureHandler(frontDoor::answer);
  }

  private void admit(RoutingContext http) {
    String path = FrontDoor.path(http);
    boolean isEvent = EventMessages.isEvent(http.request().headers());
    if (!isEvent && path.equals(ROOT)) {
      // Whether it is JSON does not matter.
      frontDoor.answer(http.response(), HttpErrorBody.of(400, NO_EVENT));
    } else if (!isEvent || FrontDoor.isResource(path)) {
      http.next();
    } else if (path.equals(ROOT) || path.equals(FrontDoor.INSPECT_FUNCTION)) {
      take(http);
    } else {
      http.fail(404);
    }
  }

  private void take(RoutingContext http) {
    CloudEvent event;
    Question question;
    try {
      event = messages.read(http.request().headers(), FrontDoor.body(http));
      question = question(event);
    } catch (InvalidInspectParameters malformed) {
      frontDoor.answer(http.response(), HttpErrorBody.of(400, malformed.error()));
      return;
    }
    if (EventTypes.isResult(event.getType())) {
      // Knative's data plane: accepted, with no event to go on with.
      http.response().setStatusCode(202).end();
      return;
    }
    InspectionContext context = inspections.begin();
    Callers.endWhenGone(http, context);
    boolean structured =
        EventMessages.isStructured(http.request().getHeader(HttpHeaders.CONTENT_TYPE));
    Holdings held = Callers.whileAnswered(http);
    Context connection = http.vertx().getOrCreateContext();
    events
        .answer(question, new Cause(event.getId(), trace(http, event)), context, held)
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
  private Question question(CloudEvent event) {
    if (!EventTypes.isQuestion(event.getType())) {
      return Question.unreadable(
          event.getSubject(),
          new InvalidInspectParameters(
              "event: the type is unknown; inspections are asked for by " + EventTypes.INSPECT));
    }
    String type = event.getDataContentType();
    if (type != null && !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      return Question.unreadable(
          event.getSubject(),
          new InvalidInspectParameters("event: the datacontenttype must be application/json"));
    }
    CloudEventData data = event.getData();
    if (data == null || data.toBytes().length == 0) {
      return Question.unreadable(
          event.getSubject(), new InvalidInspectParameters("event: has no data"));
    }
    return reader.ask(reader.parse(data.toBytes()));
  }

  /** Of the event itself, else of the request that brought it. */
  private static Trace trace(RoutingContext http, CloudEvent event) {
    Object parent = event.getExtension("traceparent");
    if (parent != null) {
      Object state = event.getExtension("tracestate");
      return new Trace(parent.toString(), state == null ? null : state.toString());
    }
    return EventsResource.trace(http.request()::getHeader);
  }

  private static void send(RoutingContext http, EventMessages.Message message) {
    message.headers().forEach(http.response()::putHeader);
    http.response().end(Buffer.buffer(message.body()));
  }
}
