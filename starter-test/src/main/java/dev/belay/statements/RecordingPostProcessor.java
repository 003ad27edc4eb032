package dev.belay.statements;

import java.lang.reflect.Method;
import java.sql.Connection;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSource;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.ReflectionUtils;

/** Puts a data source's connections through the recorder, and leaves its class as it is. */
final class RecordingPostProcessor implements BeanPostProcessor {

  private final Recording recording;
  private final Origin origin;

  RecordingPostProcessor(Recording recording, Origin origin) {
    this.recording = recording;
    this.origin = origin;
  }

  @Override
  public @Nullable Object postProcessAfterInitialization(Object bean, String name) {
    if (!(bean instanceof DataSource source)
        || bean instanceof ProxyDataSource
        || ScopedProxyUtils.isScopedTarget(name)) {
      return bean;
    }
    ProxyFactory factory = new ProxyFactory(bean);
    factory.setProxyTargetClass(
        !java.lang.reflect.Modifier.isFinal(bean.getClass().getModifiers()));
    factory.addAdvice(new Recorded(StatementRecorder.recording(source, recording, origin)));
    return factory.getProxy(bean.getClass().getClassLoader());
  }

  /** A pool is asked for its figures and closed as itself; only its connections are wrapped. */
  private record Recorded(ProxyDataSource source) implements MethodInterceptor {

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
      Method method = invocation.getMethod();
      if (!Connection.class.isAssignableFrom(method.getReturnType())
          || !method.getName().equals("getConnection")) {
        return invocation.proceed();
      }
      Method same =
          ReflectionUtils.findMethod(
              ProxyDataSource.class, method.getName(), method.getParameterTypes());
      try {
        return same == null ? invocation.proceed() : same.invoke(source, invocation.getArguments());
      } catch (java.lang.reflect.InvocationTargetException e) {
        throw e.getTargetException();
      }
    }
  }
}
