package net.jumptotech.orders.broker;

import kafka.server.KafkaApis;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.Records;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.CloseableIterator;
import org.apache.kafka.network.Request;
import org.apache.kafka.server.common.RequestLocal;
import org.apache.kafka.storage.log.metrics.BrokerTopicStats;

/**
 * Kafka's request handling, but refuses a record that takes more than an eighth of the heap once it
 * is decompressed. Kafka compares only the compressed size, and some hundred bytes may decompress
 * to a record that no reader in this process survives.
 */
final class GuardedApis extends KafkaApis {

  private static final long LARGEST = Runtime.getRuntime().maxMemory() / 8;

  GuardedApis(KafkaApis apis, BrokerTopicStats stats) {
    super(
        apis.requestChannel(),
        apis.forwardingManager(),
        apis.replicaManager(),
        apis.groupCoordinator(),
        apis.txnCoordinator(),
        apis.shareCoordinator(),
        apis.autoTopicCreationManager(),
        apis.brokerId(),
        apis.config(),
        apis.configRepository(),
        apis.metadataCache(),
        apis.metrics(),
        apis.authorizerPlugin(),
        apis.quotas(),
        apis.fetchManager(),
        apis.sharePartitionManager(),
        stats,
        apis.clusterId(),
        org.apache.kafka.common.utils.Time.SYSTEM,
        apis.tokenManager(),
        apis.apiVersionManager(),
        apis.clientMetricsManager(),
        apis.groupConfigManager());
  }

  /** Logs under Kafka's name. */
  @Override
  public String loggerName() {
    return KafkaApis.class.getName();
  }

  @Override
  public void handle(Request request, RequestLocal local) {
    if (request.header().apiKey() == ApiKeys.PRODUCE) {
      long largest = largest(request.body(ProduceRequest.class), local.bufferSupplier());
      if (largest > LARGEST) {
        requestHelper()
            .handleError(
                request,
                new RecordTooLargeException(
                    "a record of at least %d bytes when decompressed; at most %d are accepted"
                        .formatted(largest, LARGEST)));
        return;
      }
    }
    super.handle(request, local);
  }

  /** The largest of the compressed records. Each is skipped, so none of it is kept. */
  private static long largest(ProduceRequest request, BufferSupplier buffers) {
    long largest = 0;
    for (ProduceRequestData.TopicProduceData topic : request.data().topicData()) {
      for (ProduceRequestData.PartitionProduceData partition : topic.partitionData()) {
        if (partition.records() instanceof Records records) {
          largest = Math.max(largest, largest(records, buffers));
        }
      }
    }
    return largest;
  }

  static long largest(Records records, BufferSupplier buffers) {
    long largest = 0;
    try {
      for (var batch : records.batches()) {
        if (batch.isCompressed() && batch instanceof MutableRecordBatch compressed) {
          try (CloseableIterator<Record> each = compressed.skipKeyValueIterator(buffers)) {
            while (each.hasNext()) {
              largest = Math.max(largest, each.next().sizeInBytes());
            }
          }
        }
      }
    } catch (RuntimeException broken) {
      return largest; // Kafka finds the mistake and reports it
    }
    return largest;
  }
}
