package io.imagepeek.soak;

import io.imagepeek.bench.Table;
import io.imagepeek.soak.attack.Goal;
import io.imagepeek.soak.attack.Report;
import java.util.List;
import java.util.Locale;

/** The tables, in Markdown. */
record Tables(Run run, Judgement judgement) {

  private static final String NONE = "–";

  String all() {
    return String.join("\n", attacks() + "", goals() + "", vitals() + "", whole() + "");
  }

  private Table attacks() {
    Table table =
        new Table(
            List.of(
                "attack",
                "images: expected, inspected",
                "requests: all, with a response, cut off",
                "no response",
                "client p50, ms",
                "p99, ms",
                "goal",
                "reached",
                "longest outage, ms",
                "refused, no response",
                "sent late, p99, ms"));
    row(table, "(quiet)", null, run.quiet());
    for (Phase phase : run.phases()) {
      row(table, phase.name(), phase.report(), phase.window());
    }
    for (String name : run.notRun()) {
      table.row(name, "not run", NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE);
    }
    return table;
  }

  private void row(Table table, String name, Report report, Window window) {
    table.row(
        name,
        report == null
            ? NONE
            : (report.should() == null ? NONE : report.should()) + ", " + report.inspected(),
        report == null ? NONE : report.asked() + ", " + report.answered() + ", " + report.cutOff(),
        report == null ? NONE : report.unanswered() + "",
        number(window.p50()),
        number(window.p99()),
        report == null ? NONE : "≤ " + number(judgement.allowedP99()),
        report == null ? NONE : Table.yesOrNo(window.p99() <= judgement.allowedP99()),
        number(window.outage()),
        window.refused() + ", " + window.unanswered(),
        number(window.late()));
  }

  private Table goals() {
    Table table = new Table(List.of("attack", "what", "measured", "goal", "reached"));
    for (Phase phase : run.phases()) {
      for (Goal goal : phase.report().goals()) {
        table.row(
            phase.name(),
            goal.what(),
            goal.measured(),
            goal.toReach(),
            goal.toReach().equals(NONE) ? NONE : Table.yesOrNo(goal.reached()));
      }
    }
    return table;
  }

  private Table vitals() {
    Table table =
        new Table(
            List.of(
                "when",
                "resident, MiB",
                "heap after the last collection, MiB",
                "descriptors",
                "threads"));
    run.vitals()
        .forEach(
            (when, vitals) ->
                table.row(
                    when,
                    vitals.residentMib() + "",
                    vitals.heapMib() < 0 ? NONE : vitals.heapMib() + "",
                    vitals.descriptors() + "",
                    vitals.threads() + ""));
    return table;
  }

  private Table whole() {
    Table table = new Table(List.of("total", "measured", "goal", "reached"));
    zero(table, "OutOfMemoryErrors in the log", run.log().outOfMemory());
    zero(table, "stack traces in the log", run.log().traces());
    zero(table, "requests without a response", run.unanswered());
    zero(table, "restarts of the process", run.restarts());
    Double end = run.endMillis();
    table.row(
        "end after SIGTERM, ms",
        end == null ? "none" : number(end),
        "within quarkus.shutdown.timeout",
        Table.yesOrNo(end != null));
    zero(table, "running requests then without a response", run.lost());
    return table;
  }

  private static void zero(Table table, String what, int count) {
    table.row(what, count + "", "0", Table.yesOrNo(count == 0));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
  }
}
