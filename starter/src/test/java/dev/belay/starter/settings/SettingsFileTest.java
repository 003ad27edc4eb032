package dev.belay.starter.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFileTest {

  @Test
  void readsEveryKey() {
    List<DeclaredSetting> settings =
        SettingsFile.parse(
            "f",
            """
            - name: API_KEY
              type: secret-string
              required: true
              pattern: '[!-~]+'
              max: 256
              description: Key for the other service.
            - name: upload.codec
              type: string
              allowed: [auto, jvm]
              description: Which codec.
            """);
    assertThat(settings)
        .containsExactly(
            new DeclaredSetting(
                "API_KEY",
                SettingType.SECRET_STRING,
                true,
                true,
                "[!-~]+",
                null,
                "256",
                List.of(),
                "Key for the other service."),
            new DeclaredSetting(
                "upload.codec",
                SettingType.STRING,
                false,
                false,
                null,
                null,
                null,
                List.of("auto", "jvm"),
                "Which codec."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | f must hold a list of settings",
        "'a: b' | f must hold a list of settings",
        "'- just text' | f line 1: an entry must have the keys allowed, description",
        "'- {type: string, description: d}' | f line 1: name is missing",
        "'- {name: A, description: d}' | f line 1: type is missing",
        "'- {name: A, type: string}' | f line 1: description is missing",
        "'- {name: A, type: string, description: }' | f line 1: must be a plain value",
        "'- {name: A, type: strng, description: d}' | f line 1: type 'strng' is unknown; the types are string,",
        "'- {name: A, type: string, requird: true, description: d}' | f line 1: 'requird' is unknown",
        "'- {name: A, type: string, required: yes, description: d}' | required must be true or false",
        "'- {name: A, type: string, name: B, description: d}' | name is given twice",
        "'- {name: a b, type: string, description: d}' | f line 1: name must be a variable like",
        "'- {name: A, type: string, pattern: (, description: d}' | pattern is no regular expression",
        "'- {name: A, type: integer, allowed: [x], description: d}' | allowed holds a value that is not",
        "'- {name: A, type: integer, allowed: x, description: d}' | allowed must be a list of values",
        "'- {name: A' | f line 1:",
      })
  void saysWhereAndWhatIsWrong(String text, String told) {
    assertThatThrownBy(() -> SettingsFile.parse("f", text))
        .isInstanceOf(SettingsFileException.class)
        .hasMessageContaining(told);
  }

  @Test
  void refusesASettingDeclaredTwice() {
    assertThatThrownBy(() ->
            SettingsFile.parse(
                "f",
                """
                - {name: A, type: string, description: d}
                - {name: A, type: string, description: d}
                """))
        .hasMessage("f line 2: A is declared twice");
  }

  @Test
  void mergesWhatSeveralJarsDeclareAndTheStricterWins() {
    var optional = SettingsFile.parse("f", "- {name: A, type: string, description: d}");
    var required =
        SettingsFile.parse("g", "- {name: A, type: string, required: true, description: other}");
    DeclaredSettings all = new DeclaredSettings();
    all.add(optional.get(0), "f");
    all.add(required.get(0), "g");
    assertThat(all.all())
        .singleElement()
        .satisfies(setting -> assertThat(setting.required()).isTrue());
    var contradicting = SettingsFile.parse("h", "- {name: A, type: integer, description: d}");
    assertThatThrownBy(() -> all.add(contradicting.get(0), "h"))
        .hasMessageContaining("h declares A otherwise than g does");
  }
}
