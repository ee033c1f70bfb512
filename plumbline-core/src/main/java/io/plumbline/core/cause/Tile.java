package io.plumbline.core.cause;

import io.plumbline.core.tile.TileMeaning;
import io.plumbline.core.tile.Tiles;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every pixel of a tile has the tile's value, the sum or the mean of its derivatives. */
final class Tile implements Mistake {
  @Override
  public String id() {
    return "tile";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.TILE.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    for (Tiling tiling : Tiling.constantIn(suspicion.gradient(), suspicion.image())) {
      for (Tiles tiles : tiling.tiles()) {
        for (double[] reference : suspicion.references()) {
          for (TileMeaning meaning : TileMeaning.values()) {
            shortlist.offerTimesFactor(
                tiles.expand(tiles.of(reference, meaning)),
                tiling.price(),
                (share, factor) -> cause(share, factor, tiling, meaning));
          }
        }
      }
    }
    return shortlist.best();
  }

  private static Cause cause(double share, double factor, Tiling tiling, TileMeaning meaning) {
    String kind = meaning == TileMeaning.ALONG_TILE ? "sum" : "mean";
    String sentence =
        String.format(
                Locale.ROOT,
                "Every pixel has the %s of the derivatives in its tile of %d x %d pixels: the"
                    + " derivative was taken by tiles and repeated for each pixel. Check it by the"
                    + " same tile, or by single pixels",
                kind,
                tiling.height(),
                tiling.width())
            + Factor.besides(factor);
    return Cause.of(
        "tile",
        share,
        sentence,
        "tile",
        tiling.height(),
        "size",
        List.of(tiling.height(), tiling.width()),
        "kind",
        kind,
        "factor",
        factor);
  }
}
