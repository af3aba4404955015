package net.jumptotech.orders.http.imports;

import java.util.Optional;
import net.jumptotech.orders.http.api.Client;

/**
 * What the sender of a body asks for.
 *
 * @param client the sender
 * @param mapping as it is named, checked
 * @param refusedFile whether the answer has the refused records as a file
 */
record ImportRequest(Client client, Optional<String> mapping, boolean dryRun, boolean refusedFile) {

  /** Whose share of the imports it takes: a principal, or an address. */
  String caller() {
    return client.caller();
  }
}
