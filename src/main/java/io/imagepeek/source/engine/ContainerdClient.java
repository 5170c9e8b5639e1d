package io.imagepeek.source.engine;

import static io.imagepeek.source.MemoryBudget.SMALL;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.imagepeek.image.Digest;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.engine.containerd.GetImageRequest;
import io.imagepeek.source.engine.containerd.GetImageResponse;
import io.imagepeek.source.engine.containerd.GetNamespaceRequest;
import io.imagepeek.source.engine.containerd.GetNamespaceResponse;
import io.imagepeek.source.engine.containerd.Image;
import io.imagepeek.source.engine.containerd.Info;
import io.imagepeek.source.engine.containerd.InfoRequest;
import io.imagepeek.source.engine.containerd.InfoResponse;
import io.imagepeek.source.engine.containerd.ListImagesRequest;
import io.imagepeek.source.engine.containerd.ListImagesResponse;
import io.imagepeek.source.engine.containerd.ReadContentRequest;
import io.imagepeek.source.engine.containerd.ReadContentResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The client of containerd's gRPC API, version 1, over its unix socket. */
final class ContainerdClient implements ContainerdApi {

  private static final String IMAGES = "containerd.services.images.v1.Images/";
  private static final String CONTENT = "containerd.services.content.v1.Content/";
  private static final String NAMESPACES = "containerd.services.namespaces.v1.Namespaces/";

  /** The host name for the memory budget, which tells hosts apart. */
  private static final String HOST = "containerd";

  /** containerd sends content in pieces of 1 MiB at most. */
  private static final int PIECE_BYTES = 2 << 20;

  /** A connection that is silent for so long is closed; the next call opens a new one. */
  private static final int SILENT_SECONDS = 30;

  private final EngineSockets sockets;
  private final SocketAddress socket;
  private final String namespace;
  private final int responseBytes;
  private final MemoryBudget memory;
  private @Nullable GrpcClient client;

  /**
   * A client that opens no connection yet.
   *
   * @param path of the socket
   * @param responseBytes bytes of a response at most; content has its own limit
   * @param memory the budget that responses are charged to
   */
  ContainerdClient(
      EngineSockets sockets,
      String path,
      String namespace,
      int responseBytes,
      MemoryBudget memory) {
    this.sockets = sockets;
    this.socket = SocketAddress.domainSocketAddress(path);
    this.namespace = namespace;
    this.responseBytes = responseBytes;
    this.memory = memory;
  }

  @Override
  public Uni<Optional<Image>> image(String name, InspectionContext context) {
    return one(
            IMAGES + "Get",
            GetImageRequest.newBuilder().setName(name).build(),
            GetImageResponse.parser(),
            context)
        .map(found -> found.map(GetImageResponse::getImage));
  }

  @Override
  public Uni<List<Image>> images(ContainerdFilter filter, InspectionContext context) {
    return one(
            IMAGES + "List",
            ListImagesRequest.newBuilder().addFilters(filter.text()).build(),
            ListImagesResponse.parser(),
            context)
        .map(found -> found.map(ListImagesResponse::getImagesList).orElse(List.of()));
  }

  @Override
  public Uni<Optional<Info>> info(Digest digest, InspectionContext context) {
    return one(
            CONTENT + "Info",
            InfoRequest.newBuilder().setDigest(digest.toString()).build(),
            InfoResponse.parser(),
            context)
        .map(found -> found.map(InfoResponse::getInfo));
  }

  @Override
  public Uni<Optional<byte[]>> content(Digest digest, long size, InspectionContext context) {
    return memory.reading(
        HOST,
        (int) Math.min(size, Integer.MAX_VALUE),
        context,
        charge ->
            call(
                CONTENT + "Read",
                ReadContentRequest.newBuilder().setDigest(digest.toString()).setSize(size).build(),
                new Pieces(size),
                context));
  }

  @Override
  public Uni<Map<String, String>> namespaceLabels(InspectionContext context) {
    return one(
            NAMESPACES + "Get",
            GetNamespaceRequest.newBuilder().setName(namespace).build(),
            GetNamespaceResponse.parser(),
            context)
        .map(
            found ->
                found.map(response -> response.getNamespace().getLabelsMap()).orElse(Map.of()));
  }

  /**
   * The length of a message is unknown until it has arrived, and few are long: memory beyond that
   * of a small one is charged then.
   */
  private <T extends MessageLite> Uni<Optional<T>> one(
      String method, MessageLite body, Parser<T> parser, InspectionContext context) {
    return memory.reading(
        HOST,
        SMALL,
        context,
        charge ->
            call(method, body, new Single<>(parser, responseBytes), context)
                .call(
                    found -> {
                      int length = found.map(MessageLite::getSerializedSize).orElse(0);
                      charge.shrinkTo(MemoryBudget.need(length));
                      return length <= SMALL
                          ? Uni.createFrom().voidItem()
                          : memory.forBody(HOST, length - SMALL, context);
                    }));
  }

  private <T> Uni<Optional<T>> call(
      String method,
      MessageLite body,
      ContainerdCall.ResponseReader<T> reader,
      InspectionContext context) {
    return sockets.vertx().flatMap(vertx -> call(vertx, method, body, reader, context));
  }

  private <T> Uni<Optional<T>> call(
      Vertx vertx,
      String method,
      MessageLite body,
      ContainerdCall.ResponseReader<T> reader,
      InspectionContext context) {
    return context.waiting(
        Uni.createFrom()
            .emitter(
                emitter -> {
                  GrpcClient connected = connected(vertx);
                  Context loop = vertx.getOrCreateContext();
                  ContainerdCall.Request request =
                      new ContainerdCall.Request(socket, namespace, method, body.toByteArray());
                  loop.runOnContext(
                      ignored ->
                          new ContainerdCall<T>(loop, request, reader, context, emitter)
                              .start(connected));
                }));
  }

  private synchronized GrpcClient connected(Vertx vertx) {
    if (client == null) {
      client =
          GrpcClient.client(
              vertx,
              new GrpcClientOptions()
                  .setMaxMessageSize(Math.max(responseBytes, PIECE_BYTES))
                  .setTransportOptions(
                      new HttpClientOptions()
                          .setHttp2ClearTextUpgrade(false)
                          .setIdleTimeout(SILENT_SECONDS)));
    }
    return client;
  }

  /** A response of one message. */
  private static final class Single<T> implements ContainerdCall.ResponseReader<T> {
    private final Parser<T> parser;
    private final int limit;
    private byte @Nullable [] only;

    Single(Parser<T> parser, int limit) {
      this.parser = parser;
      this.limit = limit;
    }

    @Override
    public void read(byte[] message) {
      if (message.length > limit) {
        throw ContainerdErrorMapper.malformed("is larger than imagepeek.engine.answer-bytes");
      }
      if (only != null) {
        throw ContainerdErrorMapper.malformed("has more than one message");
      }
      only = message;
    }

    @Override
    public T result() throws InvalidProtocolBufferException {
      if (only == null) {
        throw ContainerdErrorMapper.malformed("has no message");
      }
      return parser.parseFrom(only);
    }
  }

  /** Content, piece by piece. */
  private static final class Pieces implements ContainerdCall.ResponseReader<byte[]> {
    private final long size;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    Pieces(long size) {
      this.size = size;
    }

    @Override
    public void read(byte[] message) throws InvalidProtocolBufferException {
      ReadContentResponse piece = ReadContentResponse.parseFrom(message);
      if (content.size() + (long) piece.getData().size() > size) {
        throw ContainerdErrorMapper.malformed(
            "has more than the " + size + " bytes that the content has");
      }
      content.writeBytes(piece.getData().toByteArray());
    }

    @Override
    public byte[] result() {
      return content.toByteArray();
    }
  }
}
