package io.imagepeek.protocol;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** As {@link ProtocolProfile}, behind a proxy, and with a rule for what registries may be asked. */
public class ProxyProfile extends ProtocolProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> settings = new TreeMap<>(super.getConfigOverrides());
    settings.remove("imagepeek.proxy.https");
    settings.put("imagepeek.proxy.none", "direct.test,10.0.0.0/8");
    settings.put(
        "imagepeek.registry.allow", "docker.io,*.test:*,169.254.169.254:*,[::ffff:a9fe:a9fe]");
    return settings;
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(ProxyFixtures.class));
  }
}
