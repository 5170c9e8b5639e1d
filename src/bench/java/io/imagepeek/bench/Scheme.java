package io.imagepeek.bench;

/** The kinds of image and registry that are measured. */
enum Scheme {
  PLAIN("plain http, one image", Access.OPEN),
  INDEX("plain http, multi-platform", Access.OPEN),
  BASIC("TLS and Basic", Access.BASIC),
  TOKEN("bearer token on plain http", Access.TOKEN);

  private final String title;
  private final Access access;

  Scheme(String title, Access access) {
    this.title = title;
    this.access = access;
  }

  String title() {
    return title;
  }

  Access access() {
    return access;
  }
}
