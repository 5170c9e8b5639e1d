package io.imagepeek.function.http;

import io.imagepeek.testing.ScriptedRegistry;
import java.util.HashMap;
import java.util.Map;

/** The registries, and a sink that the application sends its results to. */
public class SinkRegistries extends FaceRegistries {

  /** It is in the sink's URL. */
  static final String SINK_TOKEN = "s3cr3tOfTheSink";

  static final String TARGET = "/in?token=" + SINK_TOKEN;

  @SuppressWarnings("NullAway.Init")
  private ScriptedRegistry sink;

  @Override
  public Map<String, String> start() {
    sink = ScriptedRegistry.start();
    Map<String, String> settings = new HashMap<>(super.start());
    settings.put("imagepeek.events.sink", sink.url(TARGET));
    return settings;
  }

  @Override
  public void inject(TestInjector injector) {
    super.inject(injector);
    injector.injectIntoFields(sink, new TestInjector.MatchesType(ScriptedRegistry.class));
  }

  @Override
  public void stop() {
    super.stop();
    sink.close();
  }
}
