/** Times the work that Plumbline exists for, beside the fastest peer there is in Java. */
package io.plumbline.benchmarks;
