package dev.belay.controlplane.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotedValuesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Detail: Key (a, b)=(s3, (s3)) already exists. | Detail: Key (a, b)=(******) already exists.
          Key (a)=(s3) conflicts with existing key (a)=(s3). | Key (a)=(******) conflicts with existing key (a)=(******).
          Failing row contains (1, s3). at once | Failing row contains (******
          invalid input syntax for type date: "s3" | invalid input syntax for type date: "******"
          invalid input value for enum mood: "s3" | invalid input value for enum mood: "******"
          date/time field value out of range: "s3" | date/time field value out of range: "******"
          value "s3" is out of range for type integer | value "******" is out of range for type integer
          malformed array literal: "s3" | malformed array literal: "******"
          """)
  void rowsAndValuesOfADatabaseAreNotTold(String said, String told) {
    assertThat(QuotedValues.masked(said)).isEqualTo(told);
  }

  @Test
  void otherLinesStay() {
    assertThat(
            QuotedValues.masked(
                "ERROR: null value\n  Detail: Failing row contains (s3,\n s3).\nStatement : x"))
        .isEqualTo("ERROR: null value\n  Detail: Failing row contains (******).\nStatement : x");
  }

  @Test
  void namesStay() {
    String text = "ERROR: column \"note\" of relation \"orders\" does not exist";

    assertThat(QuotedValues.masked(text)).isEqualTo(text);
  }
}
