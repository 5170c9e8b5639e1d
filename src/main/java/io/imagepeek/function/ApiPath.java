package io.imagepeek.function;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The paths of the API over HTTP. What depends on a path follows from this table: which requests
 * reach a Funqy function, how large a body may be, {@code Allow}, and what errors say about paths.
 *
 * <p>To add a path: a JAX-RS resource, a line here, and its description in {@code openapi.yaml}. A
 * test holds that the three name the same paths and methods.
 */
@SuppressWarnings("ImmutableEnumChecker") // both lists are immutable ones
public enum ApiPath {
  /** Inspects one image. */
  INSPECT("/inspect", Endpoint.RESOURCE, Body.REQUEST, "GET", "POST"),

  /** Inspects several images. */
  INSPECTIONS("/inspections", Endpoint.RESOURCE, Body.BATCH, "POST"),

  /** Removes an image from the cache. */
  CACHE("/inspections/cache", Endpoint.RESOURCE, Body.NONE, "DELETE"),

  /** Takes the webhooks of registries. */
  EVENTS("/events", Endpoint.RESOURCE, Body.PUSH_EVENT, "POST"),

  /** Takes CloudEvents. */
  CLOUD_EVENTS("/", Endpoint.FUNCTION, Body.REQUEST, "POST"),

  /** The Funqy function that inspects one image; takes CloudEvents as well. */
  INSPECT_FUNCTION("/inspectAnImage", Endpoint.FUNCTION, Body.REQUEST, "POST"),

  /** The Funqy function that inspects several images. */
  BATCH_FUNCTION("/inspectImages", Endpoint.FUNCTION, Body.BATCH, "POST");

  private static final Map<String, ApiPath> BY_PATH =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ApiPath::path, identity()));

  private final String path;
  private final Endpoint endpoint;
  private final Body body;
  private final List<String> methods;
  private final List<String> allowed;

  ApiPath(String path, Endpoint endpoint, Body body, String... methods) {
    this.path = path;
    this.endpoint = endpoint;
    this.body = body;
    this.methods = List.of(methods);
    this.allowed = endpoint == Endpoint.RESOURCE ? withImplied(this.methods) : this.methods;
  }

  /** What serves a path. */
  private enum Endpoint {
    /** A JAX-RS resource. No request to it may reach Funqy. */
    RESOURCE,

    /** Funqy, or the route for CloudEvents in front of it. */
    FUNCTION
  }

  /** What the body of a request holds. The settings limit the size of each. */
  public enum Body {
    /** One image. */
    REQUEST,

    /** Several images. */
    BATCH,

    /** What a registry says was pushed. */
    PUSH_EVENT,

    /** Nothing that is read. */
    NONE
  }

  /** JAX-RS answers OPTIONS for each resource, and HEAD where there is a GET. */
  private static List<String> withImplied(List<String> methods) {
    TreeSet<String> all = new TreeSet<>(methods);
    all.add("OPTIONS");
    if (methods.contains("GET")) {
      all.add("HEAD");
    }
    return List.copyOf(all);
  }

  /**
   * The entry of a request's path.
   *
   * @param path with or without a slash at its end
   */
  public static Optional<ApiPath> at(String path) {
    boolean slash = path.length() > 1 && path.endsWith("/");
    return Optional.ofNullable(BY_PATH.get(slash ? path.substring(0, path.length() - 1) : path));
  }

  /** The path, without a slash at its end. */
  public String path() {
    return path;
  }

  /** The methods that the description of the API names. */
  public List<String> methods() {
    return methods;
  }

  /** Whether it takes a method, those included that JAX-RS implies. */
  public boolean allows(String method) {
    return allowed.contains(method);
  }

  /** The value of {@code Allow} (RFC 9110 §10.2.1). */
  public String allow() {
    return String.join(", ", allowed);
  }

  /** Whether a JAX-RS resource serves it, and not a function. */
  public boolean isResource() {
    return endpoint == Endpoint.RESOURCE;
  }

  /**
   * Whether CloudEvents come here. They come one by one, so not to a function that takes several.
   */
  public boolean takesCloudEvents() {
    return endpoint == Endpoint.FUNCTION && body == Body.REQUEST;
  }

  /** What the body of a request holds. */
  public Body body() {
    return body;
  }

  /** For error messages: the resources that inspect. */
  public static String inspecting() {
    return resources(entry -> entry.body == Body.REQUEST || entry.body == Body.BATCH)
        .map(ApiPath::path)
        .collect(joining(" and "));
  }

  /** For error messages: the methods of each resource for clients. Registries have their own. */
  static String methodsOfEach() {
    return resources(entry -> entry.body != Body.PUSH_EVENT)
        .map(entry -> entry.path + " takes " + String.join(" and ", entry.methods))
        .collect(joining(", "));
  }

  private static Stream<ApiPath> resources(Predicate<ApiPath> which) {
    return Arrays.stream(values()).filter(ApiPath::isResource).filter(which);
  }
}
