/**
 * What an audit leaves behind: its plan, a row for each sample, and what is counted coordinate by
 * coordinate; written and read as {@code docs/audit.md} describes them.
 */
@NullMarked
package io.plumbline.jobs.audit.rows;

import org.jspecify.annotations.NullMarked;
