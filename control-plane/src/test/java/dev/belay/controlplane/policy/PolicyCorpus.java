package dev.belay.controlplane.policy;

import java.util.List;

/** Documents, good and bad, for the parser and for the schema. */
final class PolicyCorpus {

  private static final String HEAD =
      """
      apiVersion: belay.dev/v1alpha1
      kind: ReleasePolicy
      metadata: {name: shop}
      spec:
      """;

  private PolicyCorpus() {}

  /**
   * A document that must be refused.
   *
   * @param expected {@code line:column pointer: message} of each problem, in order
   */
  record Bad(String document, List<String> expected) {
    @Override
    public String toString() {
      return document.replace(HEAD, "").strip();
    }
  }

  /** With what runs given, from line 6 on. */
  static String with(String fragment) {
    return HEAD + "  target: {process: {artifact: shop.jar}}\n" + fragment.indent(2);
  }

  /** From line 5 on. */
  static String spec(String fragment) {
    return HEAD + fragment.indent(2);
  }

  private static Bad bad(String fragment, String... expected) {
    return new Bad(with(fragment), List.of(expected));
  }

  private static Bad badSpec(String fragment, String... expected) {
    return new Bad(spec(fragment), List.of(expected));
  }

  static List<String> good() {
    return List.of(
        with(""),
        with("strategy: canary\nsteps: [1, 5, 25, 50, 100]\nstepDuration: 60s"),
        with("steps: [100]"),
        with("steps:\n  - 10\n  - {weight: 50, duration: 1h30m}\n  - weight: 100\nmaxDuration: 2h"),
        with("strategy: blue-green\nstepDuration: 0s"),
        with("strategy: all-at-once\nbake: 0s\nminRequests: 0"),
        with("alpha: 0.2\nmode: observe\nafterBake: rollback\nonControlPlaneLoss: hold"),
        with("harm: 0.05\nbeta: 0.1"),
        with("holdback: 5"),
        with("analysis: {}"),
        with("analysis: {counts: actuator}"),
        with(
            "analysis: {errors: {toleratedRatio: 1, toleratedShare: 0.5}, errorRate: {limit: 0.5}}"),
        with("analysis: {latency: {slowdown: 2, delay: 0s, warmUpRequests: 0}, refusals: {}}"),
        with("analysis: {budget: {errors: 0.8, latency: 0.02}, gates: {latency: 0.05}}"),
        with("alpha: 1e-6\nmaxDuration: 168h\nstartTimeout: 1h\nbake: 3s"),
        with("probes: {}\nflapping: {}\nalerts: []"),
        with(
            """
            probes:
              startup: {httpGet: {path: "/up?full=true"}, periodSeconds: 1, failureThreshold: 100000}
              liveness: {httpGet: {path: /livez}, initialDelaySeconds: 10}
              readiness: {httpGet: {path: /readyz}, timeoutSeconds: 10, successThreshold: 2}
            terminationGracePeriodSeconds: 0
            flapping: {share: 1, window: 1h}
            patrol: {restart: true, restartsPerHour: 100}
            restarts: 100\
            """),
        with(
            """
            alerts:
              - channel: on-call
              - webhook: {secretRef: "secret:hook.url"}\
            """),
        with(
            """
            syntheticCountsForPromotion: true
            syntheticRequests:
              - {name: health, path: /readyz, via: [instance]}
              - name: order
                method: POST
                mutating: true
                path: "/orders?dry=true"
                headers: {X-Tenant: t1, Retries: 3, Authorization: {secretRef: "secret:canary"}}
                body: "{}"
                expect: {status: [200, 201], header: {X-A: b}, jsonPointer: {/a/0: 1.0, /b: ok, /c: true}}
                timeout: 30s
                perMinute: 600
              - {name: head, method: HEAD, path: /, expect: {status: 204}}\
            """),
        with("syntheticRequests: []"),
        spec(
            """
            target:
              process:
                artifact: /opt/shop.jar
                instances: 20
                settings: {LOG_LEVEL: info, RETRIES: 3, FACTOR: 1.5, ON: true, EMPTY: ""}
                secretRefs: {DB_PASSWORD: "file:/run/secrets/db", TOKEN: env:SHOP_TOKEN, K: secret:k}
                resources: {memory: 1Gi}\
            """));
  }

  /** What the schema refuses too. */
  static List<Bad> bad() {
    return List.of(
        bad("stepDurations: 60s", "6:3 spec.stepDurations: there is no such field"),
        bad("zebra: 1", "6:3 spec.zebra: there is no such field"),
        bad(
            "strategy: canry",
            "6:13 spec.strategy: 'canry' is none of: canary, blue-green, all-at-once"),
        bad("strategy: 5", "6:13 spec.strategy: this is a number"),
        bad("stepDuration: 60", "6:17 spec.stepDuration: 60 has no unit"),
        bad("stepDuration: 60 sec", "6:17 spec.stepDuration: '60 sec' is not a duration"),
        bad("bake: 1d", "6:9 spec.bake: '1d' is not a duration"),
        bad("bake: s", "6:9 spec.bake: 's' is not a duration"),
        bad("bake: 30m1h", "6:9 spec.bake: '30m1h' is not a duration"),
        bad("bake: [10m]", "6:9 spec.bake: this is a list"),
        bad("bake:", "6:8 spec.bake: there is no value"),
        bad(
            "minRequests: -1",
            "6:16 spec.minRequests: -1 is not a whole number from 0 to 1000000000"),
        bad("minRequests: 1.5", "6:16 spec.minRequests: 1.5 is not a whole number"),
        bad("minRequests: \"5\"", "6:16 spec.minRequests: this is a text"),
        bad("minRequests: 0x10", "6:16 spec.minRequests: this is a text"),
        bad("minRequests: 1_000", "6:16 spec.minRequests: this is a text"),
        bad(
            "analysis: {errors: {toleratedRatio: 0.9}}",
            "6:39 spec.analysis.errors.toleratedRatio: 0.9 is not from 1.0 to 100.0"),
        bad("analysis: {latency: {dely: 1s}}", "6:24 spec.analysis.latency.dely: "),
        bad(
            "analysis: {counts: prometheus}",
            "6:22 spec.analysis.counts: 'prometheus' is none of: gateway, actuator"),
        bad("analysis: {gates: {probes: 0.1}}", "6:22 spec.analysis.gates.probes: "),
        bad(
            "analysis: {gates: {latency: 0}}",
            "6:31 spec.analysis.gates.latency: 0 is not above 0 and up to 0.5"),
        bad("holdback: 6", "6:13 spec.holdback: 6 is not a whole number from 0 to 5"),
        bad("harm: 0.6", "6:9 spec.harm: 0.6 is not above 0 and up to 0.5"),
        bad("beta: 0", "6:9 spec.beta: 0 is not above 0 and up to 0.2"),
        bad("alpha: 0", "6:10 spec.alpha: 0 is not above 0 and up to 0.2"),
        bad("alpha: 0.21", "6:10 spec.alpha: 0.21 is not above 0"),
        bad("alpha: .nan", "6:10 spec.alpha: this is a text"),
        bad("restarts: 0", "6:13 spec.restarts: 0 is not a whole number from 1 to 100"),
        bad("mode: yes", "6:9 spec.mode: this is true or false"),
        bad("steps: []", "6:10 spec.steps: 0 entries; 1 to 20 are allowed"),
        bad("steps: 100", "6:10 spec.steps: this is a number"),
        bad("steps: [0, 100]", "6:11 spec.steps[0]: 0 is not a whole number from 1 to 100"),
        bad("steps: [5%, 100]", "6:11 spec.steps[0]: '5%' is not a percentage"),
        bad("steps: [{duration: 5m}, 100]", "6:11 spec.steps[0].weight: it is missing"),
        bad(
            "steps: [{weight: 5, duraton: 5m}, 100]",
            "6:23 spec.steps[0].duraton: there is no such field"),
        bad("flapping: {share: 0, window: 30s}", "6:21 spec.flapping.share: 0 is not above 0"),
        bad("patrol: {restart: maybe}", "6:21 spec.patrol.restart:"),
        bad("patrol: {restartsPerHour: 0}", "6:29 spec.patrol.restartsPerHour:"),
        bad("patrol: {restarts: true}", "6:12 spec.patrol.restarts:"),
        bad("flapping: 30%", "6:13 spec.flapping: this is a text"),
        bad(
            "terminationGracePeriodSeconds: 601",
            "6:34 spec.terminationGracePeriodSeconds: 601 is not a whole number from 0 to 600"),
        bad("probes: {liveness: {}}", "6:22 spec.probes.liveness.httpGet: it is missing"),
        bad(
            "probes: {liveness: {tcpSocket: {port: 1}}}",
            "6:22 spec.probes.liveness.httpGet: it is missing",
            "6:23 spec.probes.liveness.tcpSocket: there is no such field"),
        bad(
            "probes: {liveness: {httpGet: {path: livez}}}",
            "6:39 spec.probes.liveness.httpGet.path: 'livez' is not the path of a URL"),
        bad(
            "probes: {liveness: {httpGet: {path: /, port: 80}}}",
            "6:42 spec.probes.liveness.httpGet.port: there is no such field"),
        bad(
            "probes: {liveness: {httpGet: {path: /}, successThreshold: 2}}",
            "6:61 spec.probes.liveness.successThreshold: 2 is not a whole number from 1 to 1"),
        bad(
            "probes: {readiness: {httpGet: {path: /}, periodSeconds: 10s}}",
            "6:59 spec.probes.readiness.periodSeconds: this is a text"),
        bad("alerts: [on-call]", "6:12 spec.alerts[0]: this is a text"),
        bad("alerts: [{}]", "6:12 spec.alerts[0]: an alert goes to either a channel or a webhook"),
        bad(
            "alerts: [{channel: a, webhook: {secretRef: secret:x}}]",
            "6:12 spec.alerts[0]: an alert goes to either a channel or a webhook"),
        bad(
            "alerts: [{webhook: {secretRef: \"https://hook/T0KEN\"}}]",
            "6:34 spec.alerts[0].webhook.secretRef: this is not a reference to a secret"),
        bad("syntheticRequests: {}", "6:22 spec.syntheticRequests: this is a mapping"),
        bad(
            "syntheticCountsForPromotion: 1",
            "6:32 spec.syntheticCountsForPromotion: this is a number"),
        bad(
            "syntheticRequests: [{}]",
            "6:23 spec.syntheticRequests[0].name: it is missing",
            "6:23 spec.syntheticRequests[0].path: it is missing"),
        bad(
            "syntheticRequests: [{name: A b, path: /}]",
            "6:30 spec.syntheticRequests[0].name: 'A b' is not the name of a request"),
        bad(
            "syntheticRequests: [{name: a, path: \"http://elsewhere/\"}]",
            "6:39 spec.syntheticRequests[0].path: 'http://elsewhere/' is not the path of a URL"),
        bad(
            "syntheticRequests: [{name: a, path: /, method: get}]",
            "6:50 spec.syntheticRequests[0].method: 'get' is none of: GET, HEAD"),
        bad(
            "syntheticRequests: [{name: a, path: /, headers: {Host: b}}]",
            "6:52 spec.syntheticRequests[0].headers.Host: this header is Belay's own to send"),
        bad(
            "syntheticRequests: [{name: a, path: /, headers: {Belay-Synthetic-Mark: b}}]",
            "6:52 spec.syntheticRequests[0].headers.Belay-Synthetic-Mark: this header is Belay's own"),
        bad(
            "syntheticRequests: [{name: a, path: /, headers: {X-A: {secretRef: hunter2}}}]",
            "6:69 spec.syntheticRequests[0].headers.X-A.secretRef: this is not a reference"),
        bad(
            "syntheticRequests: [{name: a, path: /, headers: {X-A: \"a\\r\\nb: c\"}}]",
            "6:57 spec.syntheticRequests[0].headers.X-A: it is not the value of a header"),
        bad(
            "syntheticRequests: [{name: a, path: /, expect: {status: 99}}]",
            "6:59 spec.syntheticRequests[0].expect.status: 99 is not a whole number from 200 to 599"),
        bad(
            "syntheticRequests: [{name: a, path: /, expect: {jsonPath: {}}}]",
            "6:51 spec.syntheticRequests[0].expect.jsonPath: there is no such field"),
        bad(
            "syntheticRequests: [{name: a, path: /, expect: {jsonPointer: {a: 1}}}]",
            "6:65 spec.syntheticRequests[0].expect.jsonPointer.a: it is not a JSON pointer"),
        bad(
            "syntheticRequests: [{name: a, path: /, via: []}]",
            "6:47 spec.syntheticRequests[0].via: 0 entries; 1 to 2 are allowed"),
        bad(
            "syntheticRequests: [{name: a, path: /, perMinute: 601}]",
            "6:53 spec.syntheticRequests[0].perMinute: 601 is not a whole number from 1 to 600"),
        bad(
            "syntheticRequests: [{name: a, path: /, multipart: {file: a.png}}]",
            "6:53 spec.syntheticRequests[0].multipart.field: it is missing",
            "6:53 spec.syntheticRequests[0].multipart: GET has no body",
            "6:60 spec.syntheticRequests[0].multipart.file: there is no file"),
        badSpec("bake: 10m", "5:3 spec.target: it is missing"),
        badSpec("target: {}", "5:11 spec.target.process: it is missing"),
        badSpec("target: {process: {}}", "5:21 spec.target.process.artifact: it is missing"),
        badSpec(
            "target: {deployment: {name: shop}}",
            "5:24 spec.target.deployment: this control plane runs processes, not deployments"),
        badSpec(
            "target: {process: {artifact: a.jar, instances: 21}}",
            "5:50 spec.target.process.instances: 21 is not a whole number from 1 to 20"),
        badSpec(
            "target: {process: {artifact: a.jar, settings: {LIKE THIS: x}}}",
            "5:50 spec.target.process.settings.LIKE THIS: it is not the name of an environment"),
        badSpec(
            "target: {process: {artifact: a.jar, settings: {A: [x]}}}",
            "5:53 spec.target.process.settings.A: this is a list"),
        badSpec(
            "target: {process: {artifact: a.jar, settings: {A: }}}",
            "5:52 spec.target.process.settings.A: there is no value"),
        badSpec(
            "target: {process: {artifact: a.jar, secretRefs: {A: hunter2}}}",
            "5:55 spec.target.process.secretRefs.A: this is not a reference to a secret"),
        badSpec(
            "target: {process: {artifact: a.jar, resources: {memory: 256M}}}",
            "5:59 spec.target.process.resources.memory: '256M' is not a size of memory"),
        badSpec(
            "target: {process: {artifact: a.jar, resources: {}}}",
            "5:50 spec.target.process.resources.memory: it is missing"));
  }

  /** What only the parser can see. */
  static List<Bad> againstRules() {
    return List.of(
        bad("steps: [5, 25, 5, 100]", "6:18 spec.steps[2]: 5 is not above 25: steps must ascend"),
        bad("steps: [5, 25]", "6:14 spec.steps[1]: the last step is 25: steps must reach 100"),
        bad(
            "steps: [5, {weight: 100, duration: 5m}]",
            "6:38 spec.steps[1].duration: the time at 100 is the bake"),
        bad(
            "strategy: blue-green\nsteps: [100]",
            "7:10 spec.steps: only a canary has steps, and the strategy is blue-green"),
        bad(
            "steps: [10, 50, 100]\nstepDuration: 31m",
            "6:10 spec.steps: the steps take 1h2m at least, but maxDuration is 1h"),
        bad(
            "steps: [10, {weight: 50, duration: 90s}, 100]\nmaxDuration: 2m",
            "7:16 spec.maxDuration: the steps take 2m30s at least, but maxDuration is 2m"),
        bad("maxDuration: 169h", "6:16 spec.maxDuration: 169h is not from 1s to 168h"),
        bad("startTimeout: 0s", "6:17 spec.startTimeout: 0s is not from 1s to 1h"),
        bad("bake: 0s", "6:9 spec.bake: the bake of 0s is shorter than the 3s"),
        bad(
            "bake: 29s\nprobes: {readiness: {httpGet: {path: /}}}",
            "6:9 spec.bake: the bake of 29s is shorter than the 30s that the readiness probe needs"),
        bad(
            "probes: {readiness: {httpGet: {path: /}, timeoutSeconds: 5, periodSeconds: 2}}",
            "6:60 spec.probes.readiness.timeoutSeconds: the time-out (5 s) is longer than the period"),
        bad(
            "startTimeout: 10s\nprobes: {startup: {httpGet: {path: /}, initialDelaySeconds: 10}}",
            "7:21 spec.probes.startup: its first answer may come after 11s, but startTimeout is 10s"),
        bad(
            "analysis: {latency: {delay: 11m}}",
            "6:31 spec.analysis.latency.delay: 11m is not from 0s to 10m"),
        bad(
            "analysis: {budget: {errors: 0.8}}",
            "6:22 spec.analysis.budget: the shares come to 1.100 with the defaults of what is not"),
        bad(
            "flapping: {window: 19s}\nprobes: {readiness: {httpGet: {path: /}}}",
            "6:13 spec.flapping: the window of 19s for flapping holds fewer than two readiness probes"),
        bad("flapping: {window: 2h}", "6:22 spec.flapping.window: 2h is not from 1s to 1h"),
        badSpec(
            "target: {process: {artifact: a.jar, resources: {memory: 16Mi}}}",
            "5:59 spec.target.process.resources.memory: 16Mi is not from 32Mi to 64Gi"),
        badSpec(
            "target: {process: {artifact: a.jar, settings: {A: x}, secretRefs: {A: secret:a}}}",
            "5:70 spec.target.process.secretRefs.A: it is among the settings too"),
        bad(
            "syntheticRequests: [{name: a, path: /, method: POST}]",
            "6:50 spec.syntheticRequests[0].method: POST may change something"),
        bad(
            "syntheticRequests: [{name: a, path: /, body: x}]",
            "6:48 spec.syntheticRequests[0].body: GET has no body"),
        bad(
            "syntheticRequests: [{name: a, path: /}, {name: a, path: /}]",
            "6:50 spec.syntheticRequests[1].name: a is there twice"),
        bad(
            "syntheticRequests: [{name: a, path: /, timeout: 31s}]",
            "6:51 spec.syntheticRequests[0].timeout: 31s is not from 100ms to 30s"),
        bad(
            "syntheticRequests: [{name: a, path: /, method: HEAD, expect: {jsonPointer: {/a: 1}}}]",
            "6:78 spec.syntheticRequests[0].expect.jsonPointer: the answer to HEAD has no body"),
        bad(
            "syntheticRequests: [{name: a, path: /, method: POST, mutating: true, multipart: {field: f, file: /no/such}}]",
            "6:100 spec.syntheticRequests[0].multipart.file: there is no file /no/such"),
        bad("bake: 10m\nbake: 5m", "7:3 spec.bake: it is there twice"));
  }
}
