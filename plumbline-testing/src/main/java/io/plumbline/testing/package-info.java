/** What tests of several modules share: fixtures and oracles. */
package io.plumbline.testing;
