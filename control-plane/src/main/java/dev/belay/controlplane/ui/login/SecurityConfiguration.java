package dev.belay.controlplane.ui.login;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

import dev.belay.controlplane.fleet.InstanceProxy;
import dev.belay.controlplane.ui.http.Problems;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.session.HttpSessionEventPublisher;

/**
 * Two ways in, one set of rules. Programs present themselves with every request and have neither
 * session nor CSRF token; browsers log in once and have both.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({LoginSettings.class, RegistrationSettings.class})
class SecurityConfiguration {

  private static final int SESSIONS_PER_ACCOUNT = 20;
  private static final String[] PUBLIC = {
    "/login", "/assets/**", "/error", "/actuator/health", "/actuator/health/**", "/livez", "/readyz"
  };

  @Bean
  CredentialsFile credentialsFile(@Value("${belay.home:./.belay}") Path home) {
    return new CredentialsFile(home);
  }

  @Bean
  Credentials credentials(CredentialsFile file) {
    return file.readOrCreate();
  }

  @Bean
  FailedLogins failedLogins() {
    return new FailedLogins(InstantSource.system());
  }

  @Bean
  Accounts accounts(
      Credentials credentials, RegistrationSettings registration, FailedLogins failures) {
    return new Accounts(credentials, registration, failures);
  }

  @Bean
  Refusals refusals(Problems problems) {
    return new Refusals(problems);
  }

  @Bean
  StrictHttpFirewall firewall(LoginSettings settings) {
    var firewall = new StrictHttpFirewall();
    firewall.setAllowedHostnames(settings.hosts()::contains);
    return firewall;
  }

  @Bean
  HttpSessionEventPublisher sessionEvents() {
    return new HttpSessionEventPublisher();
  }

  @Bean
  @Order(1)
  SecurityFilterChain programs(
      HttpSecurity http,
      Credentials credentials,
      Accounts accounts,
      FailedLogins failures,
      Refusals refusals,
      InstanceProxy proxy) {
    var bearer = new BearerTokenFilter(credentials, failures, refusals);
    return http.securityMatcher(SecurityConfiguration::presentsItself)
        .authorizeHttpRequests(rules(proxy))
        .authenticationManager(new ProviderManager(accounts))
        .httpBasic(basic -> basic.authenticationEntryPoint(refusals))
        .addFilterBefore(bearer, BasicAuthenticationFilter.class)
        .addFilterBefore(new InstanceAnswerFilter(), HeaderWriterFilter.class)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(cache -> cache.requestCache(new NullRequestCache()))
        .csrf(CsrfConfigurer::disable)
        .headers(headers())
        .exceptionHandling(e -> e.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain browsers(
      HttpSecurity http, Accounts accounts, Refusals refusals, InstanceProxy proxy) {
    return http.authorizeHttpRequests(rules(proxy))
        .authenticationManager(new ProviderManager(accounts))
        .formLogin(form ->
            form.loginPage("/login").successHandler(new ReturnToPage()).failureHandler(refusals))
        .logout(logout -> logout.logoutSuccessUrl("/login?logout"))
        .sessionManagement(s -> s.sessionConcurrency(c -> c.maximumSessions(SESSIONS_PER_ACCOUNT)))
        // Sessions begin with a login only: nobody else can fill the memory with them.
        .requestCache(cache -> cache.requestCache(new NullRequestCache()))
        .csrf(CsrfConfigurer::spa)
        .addFilterBefore(new InstanceAnswerFilter(), HeaderWriterFilter.class)
        .headers(headers())
        .exceptionHandling(e -> e.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .build();
  }

  private static boolean presentsItself(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    return header != null && !header.isBlank();
  }

  private static Customizer<
          AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry>
      rules(InstanceProxy proxy) {
    String viewer = Role.VIEWER.name();
    String operator = Role.OPERATOR.name();
    String registrar = Role.REGISTRAR.name();
    return rules ->
        rules
            // The request itself was authorized; these are its continuations.
            .dispatcherTypeMatchers(
                DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
            .permitAll()
            .requestMatchers(PUBLIC)
            .permitAll()
            .requestMatchers(pathPattern(HttpMethod.POST, "/instances"))
            .hasAnyRole(registrar, operator)
            .requestMatchers(pathPattern(HttpMethod.DELETE, "/instances/{id}"))
            .hasAnyRole(registrar, operator)
            .requestMatchers(InstanceProxyAccess.PROXIED)
            .access(new InstanceProxyAccess(proxy))
            .requestMatchers(HttpMethod.GET)
            .hasRole(viewer)
            .requestMatchers(HttpMethod.HEAD)
            .hasRole(viewer)
            // Webhooks can only post; a gate changes nothing.
            .requestMatchers(pathPattern(HttpMethod.POST, "/api/v1/judgements/{id}/gates/{gate}"))
            .hasRole(viewer)
            .requestMatchers(pathPattern(HttpMethod.POST, "/logout"))
            .authenticated()
            .anyRequest()
            .hasRole(operator);
  }

  private static Customizer<HeadersConfigurer<HttpSecurity>> headers() {
    return headers ->
        headers
            .addHeaderWriter(new ContentPolicy())
            .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
            .permissionsPolicyHeader(
                permissions -> permissions.policy("camera=(), geolocation=(), microphone=()"));
  }
}
