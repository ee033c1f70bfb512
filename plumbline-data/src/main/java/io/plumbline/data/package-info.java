/** Where data comes from: named inputs that are read once and report every fault in one line. */
package io.plumbline.data;
