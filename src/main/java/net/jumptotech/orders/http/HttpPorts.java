package net.jumptotech.orders.http;

import java.util.function.Supplier;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.stream.lookup.RecordLookup;
import net.jumptotech.orders.stream.operations.OperationLog;
import net.jumptotech.orders.stream.operations.OperationReader;
import net.jumptotech.orders.stream.topics.LagMonitor;
import net.jumptotech.orders.stream.write.OrderWriter;

/**
 * What the HTTP side needs from the other parts.
 *
 * @param store open; its owner closes it, after the verticle
 * @param writers opens the writer; called once, on a worker thread, because that may block. The
 *     verticle closes it
 * @param operations as {@code writers}, of the record of operations
 * @param operationReader closed by the verticle
 * @param lookup closed by the verticle
 * @param brokerAddress for people, without secrets
 */
public record HttpPorts(
    OrderStore store,
    Supplier<OrderWriter> writers,
    Supplier<OperationLog> operations,
    OperationReader operationReader,
    LagMonitor lags,
    RecordLookup lookup,
    Topics topics,
    Groups groups,
    String brokerAddress) {}
