package dev.belay.gpu.cutout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is done to the colours of a cut-out. */
public enum Effect {
  NONE {
    @Override
    int apply(int argb) {
      return argb;
    }
  },
  BLACK_AND_WHITE {
    @Override
    int apply(int argb) {
      int red = argb >> 16 & 0xff;
      int green = argb >> 8 & 0xff;
      int blue = argb & 0xff;
      int gray = (299 * red + 587 * green + 114 * blue + 500) / 1000;
      return argb & 0xff000000 | gray << 16 | gray << 8 | gray;
    }
  };

  private static final int MOST_SHOWN = 40;

  abstract int apply(int argb);

  /** As callers write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All that there are, as callers write them. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Effect::label).toList();
  }

  /**
   * Reads names, each of which may be several with commas in between.
   *
   * @throws UnknownEffectException naming the first unknown one
   */
  public static Set<Effect> parse(List<String> names) throws UnknownEffectException {
    Set<Effect> effects = EnumSet.noneOf(Effect.class);
    List<String> single = new ArrayList<>();
    names.forEach(name -> single.addAll(Arrays.asList(name.split(",", -1))));
    for (String name : single) {
      if (!name.isBlank()) {
        effects.add(of(name.strip().toLowerCase(Locale.ROOT)));
      }
    }
    return effects;
  }

  private static Effect of(String label) throws UnknownEffectException {
    for (Effect effect : values()) {
      if (effect.label().equals(label)) {
        return effect;
      }
    }
    throw new UnknownEffectException(
        label.length() > MOST_SHOWN ? label.substring(0, MOST_SHOWN) + "…" : label);
  }
}
