package dev.belay.controlplane.incident;

import java.util.List;

/** Recognises one kind of cause. A function of the evidence. */
interface Rule {

  /** What the evidence says for it; nothing where it says nothing. */
  List<Hypothesis> judge(Facts facts);
}
