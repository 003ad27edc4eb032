package dev.belay.controlplane.ui.release;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.belay.controlplane.incident.Incidents;
import dev.belay.controlplane.incident.Reports;
import dev.belay.controlplane.rollout.NoSuchRolloutException;
import dev.belay.controlplane.rollout.Releases;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class IncidentControllerTest {

  private static final String PATH = "/api/v1/services/shop/rollouts/r2/incident";

  private final Incidents incidents = mock(Incidents.class);
  private final Releases releases = mock(Releases.class);
  private final MockMvc api =
      MockMvcBuilders.standaloneSetup(new IncidentController(incidents, releases))
          .setControllerAdvice(new ReleaseErrors())
          .build();

  @Test
  void tellsTheCauseItsParticularsAndWhatItIsNot() throws Exception {
    when(incidents.of(any())).thenReturn(Reports.missingSetting());

    api.perform(get(PATH))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.rollout").value("r2"))
        .andExpect(jsonPath("$.cause").value("MissingSetting"))
        .andExpect(jsonPath("$.causeDetail.settings").value("A_KEY"))
        .andExpect(jsonPath("$.ruledOut[1].what").value("database"))
        .andExpect(jsonPath("$.hypotheses[0].level").value("confirmed"))
        .andExpect(jsonPath("$.hypotheses[1].consequenceOf").value("MissingSetting"))
        .andExpect(jsonPath("$.evidence[?(@.kind=='ProcessEnd')].scope").value("candidate"))
        .andExpect(jsonPath("$.complete").value(true))
        .andExpect(jsonPath("$.collectedAt").exists());
  }

  @Test
  void asksForPatienceWhileTheEvidenceIsBeingCollected() throws Exception {
    when(incidents.of(any())).thenThrow(Reports.none(true));

    api.perform(get(PATH))
        .andExpect(status().isNotFound())
        .andExpect(header().string("Retry-After", "2"))
        .andExpect(jsonPath("$.detail").exists());
  }

  @Test
  void saysThatThereIsNone() throws Exception {
    when(incidents.of(any())).thenThrow(Reports.none(false));

    api.perform(get(PATH))
        .andExpect(status().isNotFound())
        .andExpect(header().doesNotExist("Retry-After"));
  }

  @Test
  void refusesWhatIsNoRollout() throws Exception {
    when(releases.find(any())).thenThrow(new NoSuchRolloutException("There is no rollout shop/r2"));

    api.perform(get(PATH)).andExpect(status().isNotFound());
    api.perform(get(PATH.replace("r2", "x"))).andExpect(status().isBadRequest());
  }
}
