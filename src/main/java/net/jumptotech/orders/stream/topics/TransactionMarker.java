package net.jumptotech.orders.stream.topics;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.WriterTimeouts;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.LogContext;

/**
 * Writes the marker that ends a transaction in one partition, as its coordinator would have.
 * Kafka's admin client can only abort ({@code Admin.abortTransaction}); this sends the same
 * request, WriteTxnMarkers, but can also commit.
 */
final class TransactionMarker {

  private static final String NAME = "orders-transactions";

  private TransactionMarker() {}

  /**
   * Blocks for some seconds at most.
   *
   * @param leader of the partition
   * @throws KafkaException if the marker is not written
   */
  static void write(
      KafkaConnection kafka, Node leader, OpenTransaction transaction, TransactionResult result) {
    TopicPartition partition = new TopicPartition(transaction.topic(), transaction.partition());
    WriteTxnMarkersRequest.Builder request =
        new WriteTxnMarkersRequest.Builder(
            List.of(
                new WriteTxnMarkersRequest.TxnMarkerEntry(
                    transaction.producerId(),
                    transaction.producerEpoch(),
                    transaction.coordinatorEpoch(),
                    result,
                    List.of(partition),
                    (short) 0))); // as in Admin.abortTransaction: uses the epoch in the log
    try (Metrics metrics = new Metrics();
        NetworkClient client = client(kafka, leader, metrics)) {
      if (!NetworkClientUtils.awaitReady(client, leader, Time.SYSTEM, KafkaConnection.ANSWER_MS)) {
        throw new DisconnectException("cannot connect to " + leader);
      }
      ClientResponse response =
          NetworkClientUtils.sendAndReceive(
              client,
              client.newClientRequest(leader.idString(), request, Time.SYSTEM.milliseconds(), true),
              Time.SYSTEM);
      Errors error =
          ((WriteTxnMarkersResponse) response.responseBody())
              .errorsByProducerId()
              .getOrDefault(transaction.producerId(), Map.of())
              .getOrDefault(partition, Errors.UNKNOWN_SERVER_ERROR);
      if (error != Errors.NONE) {
        throw error.exception();
      }
    } catch (IOException lost) {
      throw new KafkaException("the connection to " + leader + " was lost", lost);
    }
  }

  private static NetworkClient client(KafkaConnection kafka, Node leader, Metrics metrics) {
    return ClientUtils.createNetworkClient(
        new AdminClientConfig(kafka.administrator(NAME)),
        List.of(),
        NAME,
        metrics,
        NAME,
        new LogContext(),
        new ApiVersions(),
        Time.SYSTEM,
        1,
        WriterTimeouts.REQUEST_MS,
        null,
        new ManualMetadataUpdater(List.of(leader)),
        new DefaultHostResolver(),
        null,
        null);
  }
}
