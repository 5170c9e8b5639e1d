package io.imagepeek.function;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.Inspector;
import io.imagepeek.source.ImageSource;
import io.imagepeek.source.ImageSources;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.SteadyClock;
import io.imagepeek.source.WaitingLimit;
import io.imagepeek.source.http.HttpSettings;
import io.imagepeek.source.registry.RegistrySettings;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Creates the beans of the operation from the sources and the operator's settings. */
@ApplicationScoped
class FunctionWiring {

  @Produces
  @Singleton
  InspectionStart start(RegistrySettings settings, HttpSettings http, SteadyClock clock) {
    return new InspectionStart(
        clock,
        http.time().inspection(),
        settings.limits().requests(),
        settings.limits().requestsTogether());
  }

  @Produces
  @Singleton
  Inspections inspections(
      @All List<ImageSource> sources,
      RegistrySettings settings,
      ServingSettings serving,
      ParserExecutor parsers,
      InspectionStart start) {
    Inspector inspector =
        new Inspector(
            new ImageSources(sources),
            limits(settings.limits()),
            Platform.parse(serving.platform()),
            Platform.ofHost(),
            parsers);
    return new Inspections(
        inspector,
        new InspectionGate(
            serving.inspections(), serving.waiting().orElseGet(WaitingLimit::ofHeap)),
        start,
        new InspectionLog());
  }

  @Produces
  @Singleton
  JsonResponses responses(ObjectMapper json, ParserExecutor threads, MemoryBudget memory) {
    return new JsonResponses(new JsonWriter(json), threads, memory);
  }

  private static Inspector.Limits limits(RegistrySettings.Limits limits) {
    return new Inspector.Limits(limits.indexNesting(), limits.indexEntries(), limits.jsonDepth());
  }

  @Produces
  @Singleton
  RequestReader reader() {
    return new RequestReader();
  }
}
