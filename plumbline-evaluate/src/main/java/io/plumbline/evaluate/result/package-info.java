/** What evaluations give: plain records, which compute nothing. */
@NullMarked
package io.plumbline.evaluate.result;

import org.jspecify.annotations.NullMarked;
