package dev.belay.statements;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from t where note = 'delete from t'",
        "-- update t set a = 1\nselect 1",
        "  SELECT a FROM t FOR UPDATE",
        "with x as (select 1) select * from x",
        "values (1)"
      })
  void reads(String sql) {
    assertThat(SqlText.writes(sql)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update t set a = ?",
        "insert into t select * from u",
        "with x as (delete from t returning *) select * from x",
        "/* reads */ delete from t",
        "truncate t",
        "call f()"
      })
  void writes(String sql) {
    assertThat(SqlText.writes(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"select 'a'", "select a from t limit 5", "select $tag$x$tag$", "where a=1"})
  void mayCarryValues(String sql) {
    assertThat(SqlText.hasLiterals(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"select a1 from t2 where b = ?", "select \"x9\" from t", "select a -- 5\nfrom t"})
  void carriesNone(String sql) {
    assertThat(SqlText.hasLiterals(sql)).isFalse();
  }
}
