package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.catalog.QuotedValues;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.platform.ScratchServers;
import dev.belay.controlplane.platform.ScratchServers.Scratch;
import dev.belay.controlplane.platform.ScratchServers.ScratchUnavailableException;
import dev.belay.controlplane.platform.TargetDatabases;
import dev.belay.controlplane.platform.TargetDatabases.Target;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Gate;
import dev.belay.controlplane.verification.Inspection;
import dev.belay.controlplane.verification.Papers;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.contract.InvalidContractException;
import dev.belay.controlplane.verification.contract.RecordedStatement;
import dev.belay.controlplane.verification.schema.Catalogue;
import dev.belay.controlplane.verification.schema.CatalogueReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * Old and new code against the schema before and after. The schemas are made by the artifacts' own
 * migrations on a server that is thrown away; of the target database only its catalogue, its
 * history and the first row of some questions are read.
 */
public final class CompatibilityGate implements Inspection {

  /** For all of it, beside the server's own start. */
  static final Duration LIMIT = Duration.ofSeconds(40);

  private static final String BEFORE = "before";
  private static final String AFTER = "after";

  private final TargetDatabases targets;
  private final ScratchServers servers;

  public CompatibilityGate(TargetDatabases targets, ScratchServers servers) {
    this.targets = targets;
    this.servers = servers;
  }

  @Override
  public Gate gate() {
    return Gate.COMPATIBILITY;
  }

  /** Beside the work's own limit a server's start and end. */
  @Override
  public Duration limit() {
    return LIMIT.plusSeconds(30);
  }

  /** Leaves no papers: it is the last. */
  @Override
  public List<Finding> inspect(Subject subject, Papers papers) {
    return judge(subject);
  }

  List<Finding> judge(Subject subject) {
    try {
      Scripts candidate = Scripts.of(subject.candidate());
      if (candidate.isEmpty() && candidate.told().mapping().tables().isEmpty()) {
        return List.of();
      }
      return new Comparison(subject, candidate).findings();
    } catch (InvalidContractException e) {
      return List.of(Told.invalidContract(String.valueOf(e.getMessage())));
    } catch (IOException | SQLException | ScratchUnavailableException e) {
      return List.of(Told.unknown(QuotedValues.masked(String.valueOf(e.getMessage()))));
    }
  }

  /** One subject, looked at once. */
  private final class Comparison {

    private final Subject subject;
    private final Scripts candidate;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> hidden = new HashSet<>();
    private String schema = WorkingSchema.USUAL;
    private final long end = System.nanoTime() + LIMIT.toNanos();

    Comparison(Subject subject, Scripts candidate) {
      this.subject = subject;
      this.candidate = candidate;
    }

    List<Finding> findings() throws IOException, SQLException, InvalidContractException {
      Optional<Target> target = targets.of(subject.candidate());
      if (target.isEmpty()) {
        return List.of(Told.unknown("its database is not PostgreSQL, or not known here"));
      }
      Revision stable = subject.stable();
      Scripts old = stable == null ? null : Scripts.of(stable);
      hidden.addAll(candidate.hidden());
      if (old != null) {
        hidden.addAll(old.hidden());
      }
      boolean changes = old != null && !old.sameAs(candidate);
      if (!changes && candidate.told().mapping().tables().isEmpty()) {
        return List.of();
      }
      if (!candidate.classes().isEmpty()) {
        return List.of(Told.unknown("it has migrations that are classes: " + candidate.classes()));
      }
      try (Connection looked = target.get().open()) {
        // Each question is a transaction of its own: no lock on the target outlives its statement,
        // so
        // that nobody's DDL waits behind it with everybody else waiting behind that.
        looked.setAutoCommit(true);
        switch (WorkingSchema.of(looked, target.get(), candidate.told())) {
          case WorkingSchema.Known(String name) -> {
            schema = name;
            WorkingSchema.enter(looked, schema);
            List<String> others = WorkingSchema.others(candidate.told(), schema);
            if (!others.isEmpty()) {
              findings.add(Told.otherSchemas(others, schema));
            }
            inspect(target.get(), looked, changes ? old : null);
          }
          case WorkingSchema.Unknown(String why) -> findings.add(Told.unknown(why));
        }
      }
      return findings.stream().map(each -> each.without(hidden)).toList();
    }

    private void inspect(Target target, Connection looked, @Nullable Scripts old)
        throws IOException, SQLException, InvalidContractException {
      Path directory = Files.createTempDirectory("belay-scratch-");
      try (Scratch scratch = servers.open(looked.getMetaData().getDatabaseMajorVersion())) {
        for (String role : TargetRoles.of(looked)) {
          scratch.role(role);
        }
        var rehearsal = new Rehearsal(scratch, schema);
        scratch.create(BEFORE);
        try (Connection empty = scratch.connect(BEFORE)) {
          WorkingSchema.make(looked, empty, schema);
          DefaultRights.copy(looked, empty, schema);
        }
        if (old != null
            && !made(rehearsal.apply(old, BEFORE, directory.resolve(BEFORE), old.names()), old)) {
          return;
        }
        scratch.copy(BEFORE, AFTER);
        switch (rehearsal.apply(
            candidate, AFTER, directory.resolve(AFTER), Drift.applied(looked, schema))) {
          case Rehearsal.Result.Failed failed -> findings.add(Told.fails(failed));
          case Rehearsal.Result.Applied applied -> {
            compare(target, looked, scratch, old, rehearsal, directory);
            if (old != null) {
              findings.addAll(Told.locks(applied.locks(), Sizes.of(looked, schema), candidate));
            }
          }
        }
      } finally {
        FileSystemUtils.deleteRecursively(directory);
      }
    }

    private boolean made(Rehearsal.Result result, Scripts scripts) {
      if (result instanceof Rehearsal.Result.Failed failed) {
        findings.add(
            Told.unknown(
                "the schema of %s could not be made: %s: %s"
                    .formatted(scripts.revision().id().label(), failed.script(), failed.words())));
        return false;
      }
      return true;
    }

    private void compare(
        Target target,
        Connection looked,
        Scratch scratch,
        @Nullable Scripts old,
        Rehearsal rehearsal,
        Path directory)
        throws SQLException, IOException, InvalidContractException {
      try (Connection before = scratch.connect(BEFORE);
          Connection after = scratch.connect(AFTER)) {
        WorkingSchema.enter(before, schema);
        WorkingSchema.enter(after, schema);
        before.setAutoCommit(false);
        after.setAutoCommit(false);
        Catalogue then = CatalogueReader.read(before, schema);
        Catalogue now = CatalogueReader.read(after, schema);
        findings.addAll(
            OwnSchemaFindings.missing(Judge.missing(candidate.told(), now, schema), candidate));
        Sequences sequences = Sequences.of(after);
        OwnSchemaFindings.sequences(candidate, sequences.breaks(candidate.told()))
            .ifPresent(findings::add);
        Drift.of(looked, schema, old == null ? null : then, now, old, candidate)
            .ifPresent(findings::add);
        if (old == null) {
          return;
        }
        var compatibility = new Compatibility(before, after, schema, role(target, before));
        var judge =
            new Judge(
                compatibility,
                new Rows(looked),
                this::requireTime,
                Sequences.of(before),
                sequences,
                schema);
        var verdicts = new ArrayList<Verdict>();
        for (Scripts each : olds(target, old)) {
          String flyway = rehearsal.validate(each, AFTER, directory.resolve("r" + verdicts.size()));
          verdicts.add(judge.old(each, then, now, flyway));
        }
        findings.addAll(new Told(subject, compatibility.changes()).verdicts(verdicts));
        Irreversible.of(compatibility.changes(), candidate, Drift.applied(looked, schema))
            .ifPresent(findings::add);
        findings.addAll(OwnSchemaFindings.newCode(candidate, refused(after), refused(before)));
        before.rollback();
        after.rollback();
      }
    }

    /** Null where the copy's server has no such role, so that nothing can be said of its rights. */
    private @Nullable String role(Target target, Connection copy) throws SQLException {
      try (var query = copy.prepareStatement("select 1 from pg_roles where rolname = ?")) {
        query.setString(1, target.login());
        try (ResultSet row = query.executeQuery()) {
          return row.next() ? target.login() : null;
        }
      }
    }

    /** The stable one first; of other services only those on the same database. */
    private List<Scripts> olds(Target target, Scripts stable)
        throws IOException, InvalidContractException {
      var olds = new ArrayList<Scripts>();
      olds.add(stable);
      for (Revision other : subject.others()) {
        boolean same =
            other.service().equals(subject.candidate().service())
                || targets
                    .of(other)
                    .filter(its -> its.identity().equals(target.identity()))
                    .isPresent();
        if (same && Files.exists(other.artifact())) {
          Scripts its = Scripts.of(other);
          hidden.addAll(its.hidden());
          olds.add(its);
        }
      }
      return olds;
    }

    private List<Break> refused(Connection schema) throws SQLException {
      var replay = new Replay(schema);
      var refused = new ArrayList<Break>();
      for (RecordedStatement each : candidate.told().statements().recorded()) {
        requireTime();
        if (each.source() == RecordedStatement.Source.RECORDED
            && replay.ask(each) instanceof Replay.Answer.Refused(String state, String words)) {
          refused.add(Break.fails("statement", words + " (" + state + ")", each.sql()));
        }
      }
      return refused;
    }

    private void requireTime() {
      if (System.nanoTime() - end > 0) {
        throw new ScratchUnavailableException(
            "it took longer than %d s".formatted(LIMIT.toSeconds()));
      }
    }
  }
}
