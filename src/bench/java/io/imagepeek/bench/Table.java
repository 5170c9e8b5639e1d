package io.imagepeek.bench;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown. */
public final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  /** Has no rows yet. */
  public Table(List<String> header) {
    rows.add(header);
    rows.add(header.stream().map(column -> "---").toList());
  }

  /** Adds a row. */
  public void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** As a table says it. */
  public static String yesOrNo(boolean value) {
    return value ? "yes" : "**no**";
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
    return text.toString();
  }
}
