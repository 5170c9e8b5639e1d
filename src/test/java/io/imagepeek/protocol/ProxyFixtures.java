package io.imagepeek.protocol;

import io.imagepeek.testing.ForwardProxy;
import java.util.Map;
import java.util.TreeMap;

/** As {@link Fixtures}, with a proxy that the application is told of. */
public class ProxyFixtures extends Fixtures {

  static final String USER = "proxy-user";
  static final String PASSWORD = "proxy-s3cret";

  @SuppressWarnings("NullAway.Init")
  private ForwardProxy proxy;

  @Override
  public Map<String, String> start() {
    Map<String, String> settings = new TreeMap<>(super.start());
    proxy = ForwardProxy.start();
    settings.put(
        "imagepeek.proxy.https",
        "http://%s:%s@127.0.0.1:%d".formatted(USER, PASSWORD, proxy.port()));
    return settings;
  }

  /** The proxy for https. */
  ForwardProxy proxy() {
    return proxy;
  }

  @Override
  public void inject(TestInjector injector) {
    super.inject(injector);
    injector.injectIntoFields(this, new TestInjector.MatchesType(ProxyFixtures.class));
  }

  @Override
  public void stop() {
    proxy.close();
    super.stop();
  }
}
