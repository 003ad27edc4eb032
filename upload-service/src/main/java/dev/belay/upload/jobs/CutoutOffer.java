package dev.belay.upload.jobs;

import dev.belay.upload.gpu.GpuSettings;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether an upload gets a cut-out: what the caller asks for, else the setting. */
public final class CutoutOffer {

  private static final Pattern EFFECTS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_,.:=-]{0,199}");

  private final boolean offered;
  private final boolean byDefault;

  public CutoutOffer(GpuSettings settings) {
    this.offered = settings.service().isPresent();
    this.byDefault = settings.byDefault();
  }

  /**
   * Null if none is wanted; effects are then of no account.
   *
   * @throws CutoutNotPossibleException if what is asked for cannot be done, whatever the picture is
   */
  public @Nullable CutoutOrder order(@Nullable Boolean asked, @Nullable String effects)
      throws CutoutNotPossibleException {
    if (!(asked == null ? byDefault : asked)) {
      return null;
    }
    if (!offered) {
      throw new CutoutNotPossibleException(
          "cutout-not-offered",
          "No cut-outs are made here: upload.gpu.url is not set. Upload without cutout=true.");
    }
    if (effects == null || effects.isBlank()) {
      return new CutoutOrder(null);
    }
    if (!EFFECTS.matcher(effects).matches()) {
      throw new CutoutNotPossibleException(
          "malformed-effects",
          "effects must be 1 to 200 of A-Z a-z 0-9 _ , . : = - and begin with a letter or digit.");
    }
    return new CutoutOrder(effects);
  }
}
