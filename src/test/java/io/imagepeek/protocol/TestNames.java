package io.imagepeek.protocol;

import io.imagepeek.source.http.NameResolver;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A name server that says what the test wants; what it was not told, the system resolves. */
@Alternative
@Singleton
class TestNames implements NameResolver {

  private final Map<String, Deque<List<InetAddress>>> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  /** Forgets all names, and what was asked. */
  synchronized void reset() {
    answers.clear();
    asked.clear();
  }

  /** The next answer for a name; the last one stays. */
  synchronized void put(String name, String... addresses) {
    answers
        .computeIfAbsent(name, n -> new ArrayDeque<>())
        .add(Arrays.stream(addresses).map(TestNames::literal).toList());
  }

  /** The names that were asked for, in their order. */
  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public Uni<List<InetAddress>> resolve(String host) {
    List<InetAddress> known = next(host);
    if (known != null) {
      return Uni.createFrom().item(known);
    }
    if (host.endsWith(".test")) {
      return Uni.createFrom().failure(new UnknownHostException(host));
    }
    return Uni.createFrom()
        .item(Unchecked.supplier(() -> List.of(InetAddress.getAllByName(host))))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private synchronized @Nullable List<InetAddress> next(String host) {
    asked.add(host);
    Deque<List<InetAddress>> left = answers.get(host);
    if (left == null) {
      return null;
    }
    return left.size() > 1 ? left.remove() : left.element();
  }

  private static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
