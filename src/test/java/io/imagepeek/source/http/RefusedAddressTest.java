package io.imagepeek.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.source.network.Origin;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** Whether what delivered an event should deliver it again: a sender may never stop otherwise. */
class RefusedAddressTest {

  private final ConnectionErrorMapper errorMapper =
      new ConnectionErrorMapper(Origin.of(URI.create("https://r.test/")));

  @Test
  void anAddressThatIsNotAllowedStaysSo() {
    assertThat(errorMapper.refused("address 10.0.0.1 is private").failure().isTransient())
        .isFalse();
  }

  @Test
  void whatCannotBeReachedMayBeLater() {
    assertThat(errorMapper.connecting(new ConnectException("refused")).failure().isTransient())
        .isTrue();
    assertThat(errorMapper.unresolved("r.test", new UnknownHostException()).failure().isTransient())
        .isTrue();
  }
}
