/** Parquet files, column by column and row by row. */
@NullMarked
package io.plumbline.parquet;

import org.jspecify.annotations.NullMarked;
