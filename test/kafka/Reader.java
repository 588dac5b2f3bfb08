import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * What is in a topic, read by Kafka's own Java client: it shares no code with the adapter, nor with its library. One
 * program for all questions, because a JVM takes a second to start. Asked on stdin, a line each; answers end with ".".
 */
public class Reader {
  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  public static void main(String[] args) throws Exception {
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      String[] words = line.split(" ", -1);
      StringBuilder answer = new StringBuilder();
      try {
        switch (words[0]) {
          case "read" -> read(words[1], words[2], words[3], answer);
          case "transactions" -> openTransactions(words[1], answer);
          case "murmur2" -> answer.append(Utils.murmur2(Base64.getDecoder().decode(words[1]))).append('\n');
          default -> answer.append("! unknown question\n");
        }
      } catch (Exception e) {
        answer.append("! ").append(e).append('\n');
      }
      System.out.print(answer.append(".\n"));
      System.out.flush();
    }
  }

  /** Every record up to the end that a reader with this isolation sees: partition, offset, time, key, value, headers. */
  private static void read(String address, String topic, String isolation, StringBuilder answer) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", address);
    settings.put("isolation.level", isolation);
    settings.put("max.poll.records", "10000");
    settings.put("fetch.max.wait.ms", "50");
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
      List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
          .map(info -> new TopicPartition(topic, info.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          answer.append(record.partition()).append('\t').append(record.offset()).append('\t')
              .append(record.timestamp()).append('\t').append(encode(record.key())).append('\t')
              .append(encode(record.value())).append('\t').append(headersOf(record)).append('\n');
        }
      }
    }
  }

  private static String headersOf(ConsumerRecord<byte[], byte[]> record) {
    return StreamSupport.stream(record.headers().spliterator(), false)
        .map(header -> header.key() + "=" + encode(header.value())).collect(Collectors.joining(","));
  }

  private static void openTransactions(String address, StringBuilder answer) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      ListTransactionsOptions ongoing = new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
      admin.listTransactions(ongoing).all().get()
          .forEach(transaction -> answer.append(transaction.transactionalId()).append('\n'));
    }
  }

  private static String encode(byte[] bytes) {
    return bytes == null ? "-" : BASE64.encodeToString(bytes);
  }
}
