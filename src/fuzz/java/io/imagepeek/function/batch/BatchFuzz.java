package io.imagepeek.function.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.ReadRequest;
import io.imagepeek.function.RequestReader;
import io.imagepeek.fuzz.Corpus;
import io.imagepeek.fuzz.Expect;
import io.imagepeek.inspect.InspectQuery;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.ImageTarget.RegistryTarget;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The body of a batch. */
public final class BatchFuzz {

  private static final int LARGEST = 8;

  private static final RequestReader REQUESTS = new RequestReader();
  private static final BatchReader READER = new BatchReader(REQUESTS, LARGEST);

  private BatchFuzz() {}

  public static void fuzzerInitialize() {
    Corpus.replay("Batch", BatchFuzz::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] body) {
    JsonNode tree;
    List<ReadRequest> items;
    try {
      tree = REQUESTS.parse(body);
      items = READER.read(tree);
    } catch (InvalidInspectParameters refused) {
      Expect.namesField(refused);
      return;
    }
    Expect.that(BatchReader.recognises(tree), "what is read as a batch is one");
    Expect.that(!items.isEmpty() && items.size() <= LARGEST, "a batch has some images");
    Expect.same(tree.get("images").size(), items.size(), "each image has a request");
    boolean shared = tree.hasNonNull("credentials");
    Set<String> registries = new HashSet<>();
    for (ReadRequest item : items) {
      if (item instanceof ReadRequest.Invalid invalid) {
        Expect.namesField(invalid.failure());
      } else if (shared) {
        registries.add(registry(((ReadRequest.Valid) item).query()));
      }
    }
    if (shared) {
      Expect.that(registries.size() <= 1, "shared credentials go to one registry: " + registries);
    }
  }

  private static String registry(InspectQuery query) {
    Optional<Credentials> credentials = query.image().credentials();
    Expect.that(credentials.isPresent(), "shared credentials are everybody's");
    return query.image().target() instanceof RegistryTarget target
        ? target.reference().host()
        : query.image().target().transport() + ":";
  }
}
