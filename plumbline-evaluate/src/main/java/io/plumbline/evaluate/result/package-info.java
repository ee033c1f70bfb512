/** What evaluations give: plain records, which compute nothing. */
package io.plumbline.evaluate.result;
