/** Random networks and planted mistakes, by seed. */
package io.plumbline.testing.generated;
