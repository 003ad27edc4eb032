package dev.belay.controlplane.verification.job;

import dev.belay.controlplane.job.OneTimeJobs;
import dev.belay.controlplane.verification.AppliedHistory;
import dev.belay.controlplane.verification.Gates;
import dev.belay.controlplane.verification.Verifier;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class VerificationJobConfiguration {

  /** What a release has for its verification in all. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Bean
  JdbcVerifications verificationHistory(JdbcClient jdbc, TransactionTemplate transactions) {
    return new JdbcVerifications(jdbc, transactions);
  }

  @Bean
  Verifier verifier(
      Gates gates, AppliedHistory history, JdbcVerifications verifications, OneTimeJobs jobs) {
    return new VerificationJobs(gates, history, verifications, jobs, Clock.systemUTC(), PATIENCE);
  }
}
