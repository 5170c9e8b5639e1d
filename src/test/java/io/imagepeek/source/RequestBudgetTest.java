package io.imagepeek.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {

  @Test
  void soManyAreTakenAndNoMore() {
    RequestBudget budget = RequestBudget.ofInspection(2);
    budget.take();
    assertThat(budget.usedUp()).isEmpty();
    budget.take();

    assertThat(budget.usedUp()).isPresent();
    assertThatThrownBy(budget::take)
        .isInstanceOfSatisfying(
            InspectImageFailure.class,
            failure -> {
              assertThat(failure.hasUsedUpRequests()).isTrue();
              assertThat(failure.isTransient()).isFalse();
              assertThat(failure.error())
                  .isEqualTo(
                      "the inspection has used up its 2 requests (imagepeek.limits.requests)");
            });
    assertThat(budget.made()).isEqualTo(2);
  }

  @Test
  void whatOneTakesTheOthersOfItsBatchLack() {
    RequestBudget batch = RequestBudget.ofBatch(3);
    RequestBudget first = batch.part(2);
    RequestBudget second = batch.part(2);
    first.take();
    first.take();
    assertThatThrownBy(first::take).hasMessageContaining("the inspection has used up its 2");
    second.take();

    assertThat(second.usedUp().map(InspectFailure::error))
        .contains("the batch has used up its 3 requests (imagepeek.limits.requests-together)");
    assertThatThrownBy(second::take).hasMessageContaining("the batch has used up its 3 requests");
    assertThat(batch.made()).isEqualTo(3);
    assertThat(second.made()).isEqualTo(1);
  }

  @Test
  void aBudgetOfNoneIsAMistake() {
    assertThatThrownBy(() -> RequestBudget.ofInspection(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("imagepeek.limits.requests: must be at least 1");
  }
}
