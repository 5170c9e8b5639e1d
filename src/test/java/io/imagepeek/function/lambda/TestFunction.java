package io.imagepeek.function.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.ServingSettings;
import io.imagepeek.function.TestInspections;
import io.imagepeek.function.batch.BatchSettings;
import io.imagepeek.function.batch.TestBatches;
import io.imagepeek.function.event.EventInspections;
import io.imagepeek.function.event.EventSettings;
import io.imagepeek.function.event.EventSink;
import io.imagepeek.function.event.ResultEvents;
import io.imagepeek.function.webhook.PushEventReader;
import io.imagepeek.inspect.ImageView;
import io.imagepeek.source.registry.cloud.AwsPartitions;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** The function with images of the test's, on a clock that stands still. */
final class TestFunction {

  static final Duration BUDGET = Duration.ofSeconds(25);
  static final Duration BATCH = Duration.ofSeconds(60);
  static final int BATCH_BODY = 1024 * 1024;
  static final Duration RESERVE = Duration.ofMillis(500);

  /** More than any test takes. */
  static final int LONG_MILLIS = 300_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SAMPLES = Path.of("src/test/resources");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);

  final ScriptedSource source;
  private final InspectHandler handler;
  private boolean ended;

  private TestFunction(int places, int concurrency, Optional<EventSink> sink) {
    this(places, concurrency, sink, Optional.empty());
  }

  private TestFunction(
      int places, int concurrency, Optional<EventSink> sink, Optional<List<String>> hosts) {
    this(places, concurrency, sink, hosts, JSON);
  }

  private TestFunction(
      int places,
      int concurrency,
      Optional<EventSink> sink,
      Optional<List<String>> hosts,
      ObjectMapper json) {
    source = new ScriptedSource(concurrency);
    RequestReader reader = new RequestReader();
    Inspections inspections = TestInspections.of(source, places, BUDGET, CLOCK);
    handler =
        new InspectHandler(
            inspections,
            reader,
            TestBatches.of(inspections, reader, new Batches()),
            new EventInspections(
                inspections,
                TestBatches.answers(),
                new ResultEvents(JSON, CLOCK),
                sink,
                concurrency),
            new PushEventReader(Map.of(), 10, AwsPartitions::domain, reader::parse),
            json,
            new Serving(places, hosts),
            new Events(concurrency),
            new Batches(),
            CLOCK::instant,
            new ProcessEnd() {
              @Override
              void soon() {
                ended = true;
              }
            });
  }

  /** Whether the process was to end. */
  boolean isEnded() {
    return ended;
  }

  /** The function as it is by default: eight messages at once, no sink. */
  static TestFunction create() {
    return new TestFunction(256, 8, Optional.empty());
  }

  /** With a bound on the inspections at once. */
  static TestFunction withPlaces(int places) {
    return new TestFunction(places, 8, Optional.empty());
  }

  /** With a bound on the messages of a batch at once. */
  static TestFunction withConcurrency(int concurrency) {
    return new TestFunction(256, concurrency, Optional.empty());
  }

  /** With the names that it is served by. */
  static TestFunction withHosts(String... hosts) {
    return new TestFunction(256, 8, Optional.empty(), Optional.of(List.of(hosts)));
  }

  /** Where the answer about an image cannot be written, for a part of the program is not there. */
  static TestFunction withBrokenAnswers() {
    SimpleModule broken = new SimpleModule();
    broken.addSerializer(
        ImageView.class,
        new StdSerializer<>(ImageView.class) {
          @Override
          public void serialize(ImageView view, JsonGenerator json, SerializerProvider provider) {
            throw new NoClassDefFoundError("io/example/Missing");
          }
        });
    return new TestFunction(
        256, 8, Optional.empty(), Optional.empty(), new ObjectMapper().registerModule(broken));
  }

  /** With a sink for results. */
  static TestFunction withSink(EventSink sink) {
    return new TestFunction(256, 8, Optional.of(sink));
  }

  /** A sink that never answers. */
  static EventSink silentSink() {
    return event -> Uni.createFrom().nothing();
  }

  /** The answer to an invocation, as the text that Lambda is given. */
  String answer(String payload, int remainingMillis) {
    return answer(payload, StubContext.of(remainingMillis));
  }

  String answer(String payload, StubContext context) {
    return answer(new ByteArrayInputStream(payload.getBytes(UTF_8)), context);
  }

  String answer(InputStream payload) {
    return answer(payload, StubContext.of(LONG_MILLIS));
  }

  private String answer(InputStream payload, StubContext context) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      handler.handleRequest(payload, answer, context);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer.toString(UTF_8);
  }

  JsonNode invoke(String payload) {
    return parse(answer(payload, LONG_MILLIS));
  }

  JsonNode invoke(JsonNode payload) {
    return invoke(payload.toString());
  }

  /** A flat request for an image. */
  static String request(String imageName) {
    return "{\"imageName\":\"%s\"}".formatted(imageName);
  }

  /** A sample, by its path below the resources. */
  static ObjectNode sample(String name) {
    try {
      return (ObjectNode) JSON.readTree(Files.readAllBytes(SAMPLES.resolve(name + ".json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode sample(String name, UnaryOperator<ObjectNode> change) {
    return change.apply(sample(name));
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private record Serving(int inspections, Optional<List<String>> hosts) implements ServingSettings {

    @Override
    public String platform() {
      return "linux/amd64";
    }

    @Override
    public MemorySize body() {
      return new MemorySize(BigInteger.valueOf(64 * 1024));
    }

    @Override
    public Optional<MemorySize> bodies() {
      return Optional.empty();
    }

    @Override
    public OptionalInt waiting() {
      return OptionalInt.empty();
    }

    @Override
    public Duration bodyTime() {
      return Duration.ofSeconds(10);
    }

    @Override
    public Duration headTime() {
      return Duration.ofSeconds(10);
    }

    @Override
    public Duration retryAfter() {
      return Duration.ofSeconds(3);
    }

    @Override
    public Duration lambdaReserve() {
      return RESERVE;
    }
  }

  private record Batches() implements BatchSettings {

    @Override
    public int images() {
      return 100;
    }

    @Override
    public int concurrency() {
      return 32;
    }

    @Override
    public Duration time() {
      return BATCH;
    }

    @Override
    public Optional<MemorySize> answer() {
      return Optional.empty();
    }

    @Override
    public MemorySize body() {
      return new MemorySize(BigInteger.valueOf(BATCH_BODY));
    }
  }

  private record Events(int concurrency) implements EventSettings {

    @Override
    public Optional<String> sink() {
      return Optional.empty();
    }

    @Override
    public Duration sinkTimeout() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int sinkAttempts() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> overrides() {
      return Optional.empty();
    }

    @Override
    public Optional<List<String>> hosts() {
      return Optional.empty();
    }

    @Override
    public int images() {
      throw new UnsupportedOperationException();
    }

    @Override
    public MemorySize body() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> githubSecret() {
      return Optional.empty();
    }

    @Override
    public Optional<String> authorization() {
      return Optional.empty();
    }
  }
}
