package net.jumptotech.orders.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GuardedApisTest {

  @ParameterizedTest
  @EnumSource(
      value = CompressionType.class,
      names = {"GZIP", "SNAPPY", "LZ4", "ZSTD"})
  void theLargestRecordIsMeasuredAsItIsOnceUnpacked(CompressionType type) {
    byte[] large = new byte[3_000_000];
    Arrays.fill(large, (byte) 'x');
    MemoryRecords records =
        MemoryRecords.withRecords(
            Compression.of(type).build(),
            new SimpleRecord(new byte[10]),
            new SimpleRecord(large),
            new SimpleRecord(new byte[10]));
    assertThat(records.sizeInBytes()).isLessThan(300_000);
    assertThat(GuardedApis.largest(records, BufferSupplier.NO_CACHING))
        .isBetween(3_000_000L, 3_000_100L);
  }
}
