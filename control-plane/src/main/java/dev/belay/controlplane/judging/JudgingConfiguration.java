package dev.belay.controlplane.judging;

import dev.belay.controlplane.safety.AuditLog;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class JudgingConfiguration {

  @Bean
  JudgementStore judgementStore(JdbcClient jdbc, TransactionTemplate transactions) {
    return new JdbcJudgementStore(jdbc, transactions);
  }

  @Bean
  Judgements judgements(JudgementStore store, AuditLog audit) {
    return new Judgements(store, audit, Clock.systemUTC());
  }
}
