package io.imagepeek.sample;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The error responses of the sample registry (OCI distribution spec, error codes). */
enum RegistryError {
  BLOB_UNKNOWN(404, "blob unknown to registry"),
  MANIFEST_UNKNOWN(404, "manifest unknown"),
  NAME_UNKNOWN(404, "repository name not known to registry"),
  NOT_SERVED(404, "UNSUPPORTED", "the sample registry has no such resource"),
  PAGINATION_NUMBER_INVALID(400, "invalid number of results requested"),
  READ_ONLY(405, "UNSUPPORTED", "the sample registry is read-only");

  private final int status;
  private final String code;
  private final String message;

  RegistryError(int status, String message) {
    this.status = status;
    this.code = name();
    this.message = message;
  }

  RegistryError(int status, String code, String message) {
    this.status = status;
    this.code = code;
    this.message = message;
  }

  int status() {
    return status;
  }

  JsonObject toJson(JsonObject detail) {
    JsonObject error =
        new JsonObject().put("code", code).put("message", message).put("detail", detail);
    return new JsonObject().put("errors", new JsonArray().add(error));
  }
}
