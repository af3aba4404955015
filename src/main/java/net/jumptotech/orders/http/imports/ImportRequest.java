package net.jumptotech.orders.http.imports;

import java.util.Optional;

/**
 * What the sender of a body asks for.
 *
 * @param address its own
 * @param mapping as it is named, checked
 * @param refusedFile whether the answer has the refused records as a file
 */
record ImportRequest(
    String address, Optional<String> mapping, boolean dryRun, boolean refusedFile) {}
