package io.imagepeek.protocol;

import java.util.List;

/** The operator has a file of mirrors. */
public class MirrorProfile extends ProtocolProfile {

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(MirrorFixtures.class));
  }
}
