package dev.belay.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeStatementTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from orders",
        "SELECT a, 'x (' FROM t WHERE b = ? ORDER BY a",
        "insert into t (a) values (?) returning *",
        "insert into t select * from u where a = 'it''s'",
        "update only t as x set a = :a where b in (?, ?)",
        "delete from t",
        "with due as materialized (select id from t) update t set a = 1 where id in (select id from due) returning t.*",
        "select a from t;",
        "-- all\nselect a from t",
      })
  void isOne(String text) {
    assertThat(WholeStatement.is(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select ",
        "select a from t where",
        "select a from t where b in (",
        "select a from t where b = '",
        "update t set a = ",
        "update the settings",
        "insert into t (a, b)",
        "delete from",
        " from t where a = ?",
        "select a from t; drop table t",
        "select a from %s",
        "select a from #{#entityName}",
        "with some words as an example",
        "Select a profile",
        "",
      })
  void isNone(String text) {
    assertThat(WholeStatement.is(text)).isFalse();
  }
}
