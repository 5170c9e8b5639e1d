package io.imagepeek.soak.attack;

import java.util.List;

/** All attacks. */
public final class Attacks {

  private Attacks() {}

  /** In the order in which they are run. */
  public static List<Attack> all() {
    return List.of(
        new UnfinishedBodies(),
        new SlowBodies(),
        new LargeManifests(),
        new LargeBatch(),
        new IdleReaders(),
        new PutBodies(),
        SlowHost.indexes(),
        SlowHost.singles(),
        new FailingAnswers(20, 97),
        new FailingAnswers(30, 92),
        new ResettingRepository(),
        new RestartedRegistry(),
        new SilentHosts(),
        new LaterHost(),
        new SilentBatches(),
        new TagPages(),
        new WideIndexes(),
        new LargeOfOneHost(),
        new EndlessHeaders(),
        new ManyHosts(),
        new BusyHost(),
        new Contradictions(),
        new ConnectionFlood(),
        new Cancelled(),
        new BrokenRegistries());
  }
}
