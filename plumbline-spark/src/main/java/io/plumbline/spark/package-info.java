/**
 * Audits on a cluster of Apache Spark: the same chunks as on one machine, with the same rows, each
 * a file of its own on any file system that Hadoop knows.
 */
@NullMarked
package io.plumbline.spark;

import org.jspecify.annotations.NullMarked;
