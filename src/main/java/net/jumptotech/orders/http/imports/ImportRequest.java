package net.jumptotech.orders.http.imports;

import java.util.Optional;

/**
 * What the sender of a body asks for.
 *
 * @param caller whose share of the imports it takes: a principal, or an address
 * @param mapping as it is named, checked
 * @param refusedFile whether the answer has the refused records as a file
 */
record ImportRequest(
    String caller, Optional<String> mapping, boolean dryRun, boolean refusedFile) {}
