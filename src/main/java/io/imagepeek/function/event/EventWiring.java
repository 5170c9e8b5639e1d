package io.imagepeek.function.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.rw.CloudEventRWException;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.JsonResponses;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.webhook.PushEventReader;
import io.imagepeek.function.webhook.WebhookSecrets;
import io.imagepeek.source.AwsDomains;
import io.imagepeek.source.HostEventLoops;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the beans for events from the operator's settings. */
@ApplicationScoped
class EventWiring {

  /** How many results are sent at once; others wait, within the time of their attempt. */
  private static final int SINK_CONNECTIONS = 64;

  /** How long an idle connection to the sink is kept. */
  private static final int SINK_IDLE_SECONDS = 15;

  private static final String OVERRIDES = "imagepeek.events.overrides: ";

  @Produces
  @Singleton
  EventMessages messages(RequestReader reader) {
    return new EventMessages(reader);
  }

  @Produces
  @Singleton
  EventInspections inspections(
      Inspections inspections,
      JsonResponses responses,
      EventSettings settings,
      EventMessages messages,
      RequestReader reader,
      ObjectMapper json,
      Clock clock,
      Vertx vertx,
      TlsConfigurationRegistry tls) {
    Optional<EventSink> sink =
        settings.sink().map(url -> sink(url, settings, messages, reader, vertx, tls));
    return new EventInspections(
        inspections, responses, new ResultEvents(json, clock), sink, settings.concurrency());
  }

  @Produces
  @Singleton
  PushEventReader pushEvents(EventSettings settings, RequestReader reader, AwsDomains aws) {
    return new PushEventReader(hosts(settings), settings.images(), aws::of, reader::parse);
  }

  @Produces
  @Singleton
  WebhookSecrets secrets(EventSettings settings) {
    return new WebhookSecrets(settings.githubSecret(), settings.authorization());
  }

  private static EventSink sink(
      String url,
      EventSettings settings,
      EventMessages messages,
      RequestReader reader,
      Vertx vertx,
      TlsConfigurationRegistry tls) {
    URI target = target(url);
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl("https".equals(target.getScheme()))
            .setMaxPoolSize(SINK_CONNECTIONS)
            .setKeepAliveTimeout(SINK_IDLE_SECONDS);
    tls.getDefault().ifPresent(trusted -> TlsConfigUtils.configure(options, trusted));
    return new HttpEventSink(
        vertx.createHttpClient(options),
        new HostEventLoops(vertx).of(target.getAuthority()),
        target,
        messages,
        settings.overrides().map(text -> extensions(text, reader)).orElse(Map.of()),
        settings.sinkTimeout(),
        settings.sinkAttempts());
  }

  /** The URL of the sink. The error does not show a wrong one, since it may hold a secret. */
  static URI target(String url) {
    try {
      URI target = new URI(url);
      boolean isHttp = "https".equals(target.getScheme()) || "http".equals(target.getScheme());
      if (isHttp && target.getHost() != null) {
        return target;
      }
    } catch (URISyntaxException malformed) {
      // Reported below.
    }
    throw new IllegalArgumentException("imagepeek.events.sink: must be an http or https URL");
  }

  /** Knative's CloudEventOverrides: {@code {"extensions": {name: value}}}. */
  static Map<String, String> extensions(String overrides, RequestReader reader) {
    JsonNode given;
    try {
      given = reader.parse(overrides.getBytes(StandardCharsets.UTF_8)).path("extensions");
    } catch (InvalidInspectParameters malformed) {
      throw new IllegalArgumentException(OVERRIDES + "must be JSON");
    }
    Map<String, String> extensions = new HashMap<>();
    CloudEventBuilder trial = CloudEventBuilder.v1();
    for (Map.Entry<String, JsonNode> field : given.properties()) {
      try {
        trial.withExtension(field.getKey(), field.getValue().asText());
      } catch (CloudEventRWException invalid) {
        // At the start, and not with each event.
        throw new IllegalArgumentException(
            OVERRIDES + "is not the name of an extension: " + field.getKey());
      }
      extensions.put(field.getKey(), field.getValue().asText());
    }
    return extensions;
  }

  private static Map<String, String> hosts(EventSettings settings) {
    Map<String, String> hosts = new HashMap<>();
    for (String entry : settings.hosts().orElse(List.of())) {
      int equals = entry.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "imagepeek.events.hosts: must be host=host-to-ask: " + entry);
      }
      hosts.put(entry.substring(0, equals).strip(), entry.substring(equals + 1).strip());
    }
    return hosts;
  }
}
