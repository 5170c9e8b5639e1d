package io.imagepeek.function.webhook;

import static io.imagepeek.function.webhook.PushEvents.changed;
import static io.imagepeek.function.webhook.PushEvents.error;
import static io.imagepeek.function.webhook.PushEvents.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What some write before an address: errors are answered and logged, and must not repeat it. */
class AccountsInPushEventsTest {

  @ParameterizedTest
  @CsvSource({
    "distribution-push, events[3].request.host, robot:s3cret@registry.example.com",
    "distribution-push, events[3].request.host, robot:s3@cret@registry.example.com",
    "harbor-push, event_data.resources[0].resource_url, robot:s3cret@harbor.example.com/a/b:1",
  })
  void isNotShown(String sample, String path, String text) {
    assertThat(error(changed(sample, path, quoted(text))))
        .startsWith(path + ": ")
        .contains("***@")
        .doesNotContain("robot", "s3", "cret");
  }
}
