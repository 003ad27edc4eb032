package dev.belay.controlplane.job;

import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class JobConfiguration {

  @Bean
  OneTimeJobs oneTimeJobs(JobRepository repository, JobOperator operator) {
    return new OneTimeJobs(repository, operator);
  }
}
