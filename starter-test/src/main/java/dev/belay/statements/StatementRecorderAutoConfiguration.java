package dev.belay.statements;

import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Records what goes through the data sources of a test's application. */
@AutoConfiguration
@ConditionalOnClass(DataSource.class)
@ConditionalOnBooleanProperty(name = "belay.statements.recorded", matchIfMissing = true)
class StatementRecorderAutoConfiguration {

  @Bean
  static BeanPostProcessor belayStatementRecorder() {
    return new RecordingPostProcessor(Recording.ofThisProcess(), Origin.ofThisProcess());
  }
}
