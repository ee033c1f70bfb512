package io.plumbline.spark;

import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.audit.rows.AuditStore;
import io.plumbline.jobs.audit.rows.FolderStore;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/** Tells places of Hadoop's file systems from those of a machine's own. */
final class Places {
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");
  private static final String OWN = "file://";

  private Places() {}

  /** Whether it is an address, such as hdfs://host/folder, of another file system. */
  static boolean isElsewhere(String place) {
    return ADDRESS.matcher(place).matches() && !place.startsWith(OWN);
  }

  /** A place as the machine's own file system names it. */
  static String own(String place) {
    return place.startsWith(OWN) ? URI.create(place).getPath() : place;
  }

  /**
   * Where an audit is kept.
   *
   * @param place as it was given
   * @param hadoop knows the file systems
   * @param inputs what must not be written to
   * @throws InvalidInputException if there is no such file system
   */
  static AuditStore store(String place, Configuration hadoop, InputFiles inputs) {
    return isElsewhere(place)
        ? HadoopStore.of(place, hadoop)
        : new FolderStore(java.nio.file.Path.of(own(place)), inputs);
  }

  /** What Hadoop is told, to be sent elsewhere. */
  static Map<String, String> sent(Configuration hadoop) {
    Map<String, String> all = new TreeMap<>();
    hadoop.forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    return all;
  }

  /** The same where it arrives. */
  static Configuration received(Map<String, String> sent) {
    Configuration hadoop = new Configuration(false);
    sent.forEach(hadoop::set);
    return hadoop;
  }

  /** The first line of what Spark or Hadoop says; they add where in their code it came from. */
  static String reason(Exception e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message.lines().findFirst().orElse("").strip();
  }
}
