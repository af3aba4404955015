package net.jumptotech.orders.http.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.intake.Tally;

/**
 * What became of a body, as it is answered.
 *
 * @param read records: accepted, refused, passed over, or not acknowledged
 * @param accepted acknowledged by Kafka; in a dry run, those that would be sent
 * @param repeats orders with the id of an earlier one of the body; changed: those that differ
 * @param refusedLines the first of them
 * @param refusedFile null if there are none, or nobody asked for it
 * @param orders the first of a dry run, as they would be sent; null otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportReport(
    boolean dryRun,
    String notice,
    long read,
    long accepted,
    long refused,
    long passedOver,
    long repeats,
    long changed,
    List<String> changedOrders,
    List<Line> refusedLines,
    long refusedMore,
    RefusedFile refusedFile,
    List<Line> passedOverLines,
    List<Map<String, Object>> orders,
    List<Tally.Total> totals) {

  record Line(long line, String reason) {}

  /**
   * The refused records as {@code orders import} writes them.
   *
   * @param format {@code csv} or {@code ndjson}
   * @param records so many of them are in it: the first
   */
  record RefusedFile(String format, long records, String text) {}

  /** An error (RFC 9457) that also says how far it came. */
  record Failed(String type, String title, int status, String detail, ImportReport report) {}
}
