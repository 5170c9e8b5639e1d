package io.imagepeek.faults;

import io.imagepeek.source.http.NameResolver;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** A name server of the tests' own: no test depends on what the machine can resolve. */
@Alternative
@Singleton
public class TestNames implements NameResolver {

  static final String UNKNOWN = "nowhere.test";
  static final String UNANSWERED = "silence.test";

  @Override
  public Uni<List<InetAddress>> resolve(String host) {
    return switch (host) {
      case UNKNOWN -> Uni.createFrom().failure(new UnknownHostException(host));
      case UNANSWERED -> Uni.createFrom().nothing();
      default -> Uni.createFrom().item(List.of(InetAddress.getLoopbackAddress()));
    };
  }
}
