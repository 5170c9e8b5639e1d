package io.imagepeek.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedWhileUsedTest {

  private static final int IDLE = 3;

  private final List<String> made = new ArrayList<>();
  private final SharedWhileUsed<String, Integer> kept =
      new SharedWhileUsed<>(
          IDLE,
          key -> {
            made.add(key);
            return made.size();
          });

  private int use(String key) {
    return kept.use(key, value -> Uni.createFrom().item(value)).await().indefinitely();
  }

  private CompletableFuture<String> begin(String key) {
    CompletableFuture<String> end = new CompletableFuture<>();
    var unused =
        kept.use(key, value -> Uni.createFrom().completionStage(end))
            .subscribe()
            .with(item -> {}, failure -> {});
    return end;
  }

  private void useOthers() {
    for (int i = 0; i < 10 * IDLE; i++) {
      use("other" + i);
    }
  }

  @Test
  void isMadeWhenFirstNeededAndThenShared() {
    var unused = kept.use("a", value -> Uni.createFrom().item(value));
    assertThat(made).isEmpty();

    assertThat(use("a")).isEqualTo(1);
    assertThat(use("a")).isEqualTo(1);
    assertThat(use("b")).isEqualTo(2);
  }

  @Test
  void staysWhileAnybodyUsesIt() {
    CompletableFuture<String> first = begin("busy");
    CompletableFuture<String> second = begin("busy");

    useOthers();
    assertThat(use("busy")).isEqualTo(1);
    first.complete("");
    useOthers();
    assertThat(use("busy")).isEqualTo(1);
    second.complete("");
    useOthers();

    assertThat(use("busy")).isGreaterThan(1);
  }

  @Test
  void whatIsCancelledAfterItsEndIsNotGivenBackOnceMore() {
    CompletableFuture<String> busy = begin("busy");
    CompletableFuture<String> end = new CompletableFuture<>();
    UniAssertSubscriber<String> ended =
        kept.use("busy", value -> Uni.createFrom().completionStage(end))
            .subscribe()
            .withSubscriber(UniAssertSubscriber.create());

    end.complete("");
    ended.assertCompleted().cancel();
    useOthers();

    assertThat(use("busy")).isEqualTo(1);
    busy.complete("");
  }

  @Test
  void ofTheIdleOnesThoseUsedLastAreKept() {
    List.of("a", "b", "c", "a", "d").forEach(this::use);
    made.clear();

    List.of("a", "c", "d").forEach(this::use);
    assertThat(made).isEmpty();
    use("b");
    assertThat(made).containsExactly("b");
  }

  @Test
  void isGivenBackHoweverTheWorkEnds() {
    begin("failed").completeExceptionally(new IllegalStateException());
    var unused =
        kept.use(
                "thrown",
                value -> {
                  throw new IllegalStateException();
                })
            .subscribe()
            .with(item -> {}, failure -> {});
    kept.use("cancelled", value -> Uni.createFrom().nothing())
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create())
        .cancel();
    useOthers();
    made.clear();

    List.of("failed", "thrown", "cancelled").forEach(this::use);

    assertThat(made).containsExactly("failed", "thrown", "cancelled");
  }
}
