#include "server/sample/generator.h"

#include "base/text.h"
#include "ingest/forms/facts.h"
#include "ingest/forms/instruments.h"
#include "ingest/forms/mapping.h"
#include "ingest/forms/validation.h"
#include "ingest/forms/xform.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <set>

namespace cityaudit::server::sample {
namespace {

/// The sample, its forms and its plan, made once.
struct Praha2018 {
  SampleData data = *read_sample("praha-2018");
  std::map<std::string, ingest::FormDefinition> definitions;
  SampleForms forms;
  std::vector<PlannedSubmission> plan;

  Praha2018() {
    for (const SampleActivity& activity : data.activities) {
      definitions.emplace(activity.form, ingest::built_in_instrument(activity.form)->definition);
      forms[activity.activity.code] = &definitions.at(activity.form);
    }
    plan = *plan_sample(data, forms);
  }

  static const Praha2018& made() {
    static const Praha2018 praha;
    return praha;
  }

  const ingest::FormDefinition& form_of(const PlannedSubmission& planned) const { return *forms.at(planned.activity); }
  ingest::Instance read(const PlannedSubmission& planned) const { return *ingest::read_instance(planned.xml); }
};

std::string_view value(const ingest::Instance& instance, std::string_view name) {
  for (const ingest::Answer& answer : instance.answers)
    if (answer.path.ends_with(name) && answer.path[answer.path.size() - name.size() - 1] == '/') return answer.value;
  return {};
}
bool was_asked(const ingest::Instance& instance, std::string_view name) {
  return std::any_of(instance.answers.begin(), instance.answers.end(),
                     [&](const ingest::Answer& answer) { return answer.path.ends_with("/" + std::string(name)); });
}
std::vector<std::string> values(const ingest::Instance& instance, std::string_view name) {
  std::vector<std::string> out;
  for (const ingest::Answer& answer : instance.answers)
    if (answer.path.ends_with("/" + std::string(name))) out.push_back(answer.value);
  return out;
}

/// Of the submissions of the walks, by stop.
std::map<std::string, std::vector<ingest::Instance>> by_stop() {
  const Praha2018& praha = Praha2018::made();
  std::map<std::string, std::vector<ingest::Instance>> out;
  for (const PlannedSubmission& planned : praha.plan)
    if (planned.activity.starts_with("walk-")) {
      ingest::Instance instance = praha.read(planned);
      out[std::string(value(instance, "stop_id"))].push_back(std::move(instance));
    }
  return out;
}

/// Mean of the answered ratings of an area's stops, each stop once, 0..3.
double mean_of(std::string_view stop_prefix, std::string_view item) {
  double sum = 0;
  int stops = 0;
  for (const auto& [stop, instances] : by_stop()) {
    if (!stop.starts_with(stop_prefix)) continue;
    double ratings = 0;
    int people = 0;
    for (const ingest::Instance& instance : instances)
      if (const auto rating = parse_integer(value(instance, item))) {
        ratings += static_cast<double>(*rating);
        ++people;
      }
    if (people == 0) continue;
    sum += ratings / people;
    ++stops;
  }
  return sum / stops;
}

TEST(SampleGenerator, SameSeedGivesTheSameBytesAndAnotherSeedOtherIds) {
  const Praha2018& praha = Praha2018::made();
  const auto again = *plan_sample(praha.data, praha.forms);
  ASSERT_EQ(again.size(), praha.plan.size());
  for (std::size_t i = 0; i < again.size(); ++i) {
    EXPECT_EQ(again[i].xml, praha.plan[i].xml);
    ASSERT_EQ(again[i].files.size(), praha.plan[i].files.size());
    for (std::size_t k = 0; k < again[i].files.size(); ++k) {
      EXPECT_EQ(again[i].files[k].name, praha.plan[i].files[k].name);
      EXPECT_EQ(again[i].files[k].bytes, praha.plan[i].files[k].bytes);
      ASSERT_EQ(again[i].files[k].scene.has_value(), praha.plan[i].files[k].scene.has_value());
      const auto seed = [](const PlannedFile& file) { return file.scene ? file.scene->seed : 0; };
      EXPECT_EQ(seed(again[i].files[k]), seed(praha.plan[i].files[k]));
    }
  }
  const auto other = *plan_sample(praha.data, praha.forms, sample_seed + 1);
  EXPECT_NE(other.front().instance_id, praha.plan.front().instance_id);
}

TEST(SampleGenerator, EveryInstanceIsValidAgainstItsForm) {
  const Praha2018& praha = Praha2018::made();
  std::set<std::string> ids;
  for (const PlannedSubmission& planned : praha.plan) {
    const ingest::Instance instance = praha.read(planned);
    const ingest::FormDefinition& form = praha.form_of(planned);
    EXPECT_TRUE(ids.insert(instance.head.instance_id).second);
    EXPECT_EQ(instance.head.instance_id, planned.instance_id);
    EXPECT_TRUE(parse_uuid(std::string_view(planned.instance_id).substr(5)));
    EXPECT_EQ(instance.head.form_id, form.form_id);
    EXPECT_EQ(instance.head.form_version, form.version);
    EXPECT_TRUE(ingest::check_structure(form, instance));
    for (const ingest::Problem& problem : ingest::validate(form, instance.answers))
      ADD_FAILURE() << planned.activity << ' ' << instance.head.instance_name << ": " << problem.code << " at " << problem.path;
    const bool of_nobody = planned.activity.starts_with("fg") || planned.activity == "desk";  // notes of a group, figures
    EXPECT_EQ(ingest::claimed_code(form, instance.answers).empty(), of_nobody);
    EXPECT_LT(*ingest::submitted_at(form, instance.answers), planned.received_at);
  }
}

TEST(SampleGenerator, EveryFileThatTheAnswersNameIsSentAndNoOther) {
  const Praha2018& praha = Praha2018::made();
  for (const PlannedSubmission& planned : praha.plan) {
    std::set<std::string> named, sent;
    for (const auto& file : ingest::expected_attachments(praha.form_of(planned), praha.read(planned).answers)) named.insert(file.file_name);
    for (const PlannedFile& file : planned.files) {
      EXPECT_TRUE(sent.insert(file.name).second) << file.name;
      EXPECT_NE(file.scene.has_value(), !file.bytes.empty());
    }
    EXPECT_EQ(named, sent);
  }
}

TEST(SampleGenerator, WalksHaveTheStopsObserversAndGapsOfTheAudit) {
  const Praha2018& praha = Praha2018::made();
  std::map<std::string, std::set<std::string>> observers, stops, dates;
  std::map<std::string, std::size_t> responses;
  std::size_t photos = 0;
  for (const PlannedSubmission& planned : praha.plan) {
    if (!planned.activity.starts_with("walk-")) continue;
    const ingest::Instance instance = praha.read(planned);
    EXPECT_EQ(value(instance, "walk_id"), planned.activity);
    observers[planned.activity].insert(std::string(value(instance, "observer")));
    stops[planned.activity].insert(std::string(value(instance, "stop_id")));
    dates[planned.activity].insert(std::string(value(instance, "at").substr(0, 10)));
    ++responses[planned.activity];
    photos += planned.files.size();
  }
  EXPECT_EQ(observers["walk-p7"].size(), 4U);
  EXPECT_EQ(observers["walk-sapa"].size(), 5U);
  EXPECT_EQ(observers["walk-centre"].size(), 6U);
  EXPECT_EQ(stops["walk-p7"].size(), 7U);
  EXPECT_EQ(stops["walk-sapa"].size(), 6U);
  EXPECT_EQ(stops["walk-centre"].size(), 8U);
  EXPECT_EQ(dates["walk-p7"], std::set<std::string>{"2018-06-18"});
  EXPECT_EQ(dates["walk-sapa"], std::set<std::string>{"2018-06-19"});
  EXPECT_EQ(dates["walk-centre"], std::set<std::string>{"2018-07-30"});
  EXPECT_EQ(responses["walk-p7"], 4U * 7 - 1) << "one person was missing at one stop";
  EXPECT_EQ(responses["walk-sapa"], 5U * 6);
  EXPECT_EQ(responses["walk-centre"], 6U * 8);
  EXPECT_EQ(photos, 59U);
  std::size_t of_three = 0;
  for (const auto& [stop, instances] : by_stop()) {
    std::set<std::string_view> people;
    for (const ingest::Instance& instance : instances) people.insert(value(instance, "observer"));
    EXPECT_EQ(people.size(), instances.size()) << "one answer for each stop and observer";
    of_three += instances.size() == 3;
  }
  EXPECT_EQ(of_three, 1U);
}

TEST(SampleGenerator, ClientsLeaveOutWhatWasNotRelevant) {
  for (const auto& [stop, instances] : by_stop())
    for (const ingest::Instance& instance : instances) {
      const auto is = [&](std::string_view name, std::string_view wanted) { return value(instance, name) == wanted; };
      EXPECT_EQ(was_asked(instance, "info_missing"), is("info_access", "0") || is("info_access", "1"));
      EXPECT_EQ(was_asked(instance, "lighting"), !is("light_cond", "day"));
      EXPECT_EQ(was_asked(instance, "lamps"), is("light_cond", "day"));
      EXPECT_EQ(was_asked(instance, "shared_use"), !is("people", "0"));
      EXPECT_EQ(was_asked(instance, "security_effect"), is("security", "1") || is("security", "2") || is("security", "3"));
      EXPECT_EQ(was_asked(instance, "service_lang"), !is("services", "none"));
      EXPECT_EQ(was_asked(instance, "hate_kind"), is("hate_seen", "yes"));
      EXPECT_EQ(was_asked(instance, "hate_photo"), is("hate_seen", "yes") && !is("hate_kind", "verbal"));
      EXPECT_EQ(was_asked(instance, "who"), !is("change", ""));
      EXPECT_EQ(was_asked(instance, "people_up"), !is("photo_up", ""));
      EXPECT_EQ(was_asked(instance, "people_down"), !is("photo_down", ""));
      EXPECT_EQ(was_asked(instance, "c_publish"), !is("photo_up", "") || !is("photo_down", ""));
    }
}

TEST(SampleGenerator, WalksTellACoherentStory) {
  EXPECT_GT(mean_of("sapa-", "info_access"), 2.0);
  EXPECT_GT(mean_of("sapa-", "service_lang"), 2.2);
  EXPECT_GT(mean_of("sapa-", "shared_use"), 2.2);
  EXPECT_LT(mean_of("sapa-", "walk_path"), 1.2);
  EXPECT_LT(mean_of("sapa-", "lighting"), 1.2);
  EXPECT_GT(mean_of("p7-", "transport"), 2.5);
  EXPECT_GT(mean_of("c-", "lighting"), 2.3);
  EXPECT_LT(mean_of("c-", "feel_belong"), 1.3);
  for (const char* item : {"info_access", "service_lang", "shared_use", "feel_belong"}) {
    EXPECT_GT(mean_of("sapa-", item), mean_of("p7-", item)) << item;
    EXPECT_GT(mean_of("sapa-", item), mean_of("c-", item)) << item;
  }
}

TEST(SampleGenerator, NobodyRepeatsAnotherPersonsWords) {
  for (const char* kind : {"best", "worst", "change", "info_missing"}) {
    std::set<std::string> said;
    for (const auto& [stop, instances] : by_stop())
      for (const ingest::Instance& instance : instances)
        if (const auto words = value(instance, kind); !words.empty()) {
          EXPECT_TRUE(said.insert(std::string(words)).second) << words;
        }
    EXPECT_GT(said.size(), 15U) << kind;
  }
}

TEST(SampleGenerator, OneAnswerIsMostlyCannotJudgeAndOneWasSentTwice) {
  const Praha2018& praha = Praha2018::made();
  int heavy = 0, twice = 0;
  for (const PlannedSubmission& planned : praha.plan) {
    const ingest::Instance instance = praha.read(planned);
    const auto na =
        std::count_if(instance.answers.begin(), instance.answers.end(), [](const auto& answer) { return answer.value == "na"; });
    if (na > 10)
      ++heavy;
    else
      EXPECT_LT(na, 6);
    twice += planned.posts == 2;
    EXPECT_LE(planned.posts, 2);
  }
  EXPECT_EQ(heavy, 1);
  EXPECT_EQ(twice, 1);
}

TEST(SampleGenerator, PhotoVoiceHasTwentyParticipantsAndExactly150Photos) {
  const Praha2018& praha = Praha2018::made();
  std::map<std::string, std::size_t> photos_of;
  std::map<std::string, int> polarity;
  std::set<std::string> captions;
  std::size_t total = 0;
  for (const PlannedSubmission& planned : praha.plan) {
    if (planned.activity != "photovoice") continue;
    const ingest::Instance instance = praha.read(planned);
    const auto photos = values(instance, "photo");
    photos_of[std::string(value(instance, "code"))] += photos.size();
    total += photos.size();
    EXPECT_EQ(std::count_if(planned.files.begin(), planned.files.end(), [](const auto& file) { return file.scene.has_value(); }),
              static_cast<std::ptrdiff_t>(photos.size()));
    for (const std::string& word : values(instance, "polarity")) ++polarity[word];
    for (const std::string& caption : values(instance, "caption")) EXPECT_TRUE(captions.insert(caption).second) << caption;
  }
  EXPECT_EQ(total, 150U);
  ASSERT_EQ(photos_of.size(), 20U);
  EXPECT_EQ(photos_of.begin()->first, "PV01");
  EXPECT_EQ(photos_of.rbegin()->first, "PV20");
  for (const auto& [code, photos] : photos_of) {
    EXPECT_GE(photos, 1U) << code;
    EXPECT_LE(photos, 10U) << code;
  }
  EXPECT_NEAR(polarity["down"], 82.5, 1.0);
  EXPECT_EQ(polarity["up"], 60);
  EXPECT_NEAR(polarity["mixed"], 7.5, 1.0);
  EXPECT_EQ(captions.size(), 150U);
}

TEST(SampleGenerator, PhotoVoiceHasLateReturnedAndWithdrawnDeliveries) {
  const Praha2018& praha = Praha2018::made();
  UtcMillis deadline;
  for (const SampleActivity& activity : praha.data.activities)
    if (activity.activity.code == "photovoice") deadline = *activity.activity.closes_at;
  EXPECT_EQ(to_iso8601(deadline), "2018-07-31T21:59:59.000Z");
  int late = 0, returned = 0, withdrawn = 0;
  for (const PlannedSubmission& planned : praha.plan) {
    if (planned.activity != "photovoice") continue;
    const ingest::Instance instance = praha.read(planned);
    if (planned.received_at > deadline) {
      ++late;
      EXPECT_LE(planned.received_at, deadline + 7 * millis_per_day);
      EXPECT_EQ(planned.outcome, Outcome::wait);
    }
    bool release_missing = false;
    const auto people = values(instance, "people");
    const auto blur = values(instance, "blur");
    for (const std::string& answer : blur) release_missing = release_missing || answer == "no";
    EXPECT_EQ(planned.outcome == Outcome::return_to_participant, release_missing) << value(instance, "code");
    returned += planned.outcome == Outcome::return_to_participant;
    EXPECT_EQ(planned.outcome == Outcome::return_to_participant, !planned.reason.empty());
    withdrawn += planned.outcome == Outcome::withdraw;
  }
  EXPECT_EQ(late, 2);
  EXPECT_EQ(returned, 5);
  EXPECT_EQ(withdrawn, 1);
}

TEST(SampleGenerator, OneWalkAnswerArrivesLateFromAPhoneWithoutConnection) {
  const Praha2018& praha = Praha2018::made();
  int late = 0;
  for (const SampleActivity& activity : praha.data.activities)
    for (const PlannedSubmission& planned : praha.plan) {
      if (planned.activity != activity.activity.code || !activity.activity.code.starts_with("walk-")) continue;
      EXPECT_GE(planned.received_at, *activity.activity.opens_at);
      if (planned.received_at <= *activity.activity.closes_at) continue;
      ++late;
      EXPECT_LE(planned.received_at, *activity.activity.closes_at + 7 * millis_per_day);
    }
  EXPECT_EQ(late, 1);
}

TEST(SampleGenerator, PublicFindingsAreCarriedByManyPeople) {
  std::map<std::string, std::set<std::string>> people;
  std::map<std::string, std::string> polarity{{"F1", "up"}, {"F2", "up"}, {"F3", "down"}, {"F4", "down"}, {"F5", "down"}};
  std::map<std::string, std::set<std::string>> topics;
  for (const SampleParticipant& participant : Praha2018::made().data.participants)
    for (const Sending& sending : participant.sendings)
      for (const SamplePhoto& photo : sending.photos) {
        if (photo.finding.empty()) continue;
        people[photo.finding].insert(participant.code);
        EXPECT_EQ(photo.polarity, polarity.at(photo.finding)) << photo.caption;
        topics[photo.finding].insert(photo.topic);
      }
  ASSERT_EQ(people.size(), 5U);
  for (const auto& [finding, who] : people) EXPECT_GE(who.size(), 12U) << finding;
  EXPECT_TRUE(topics["F3"].contains("T1"));
  EXPECT_TRUE(topics["F5"].contains("T4"));
}

TEST(SampleGenerator, GroupsDeskAndProjectsAreToldAnswerByAnswer) {
  const Praha2018& praha = Praha2018::made();
  std::size_t notes = 0;
  std::map<std::string, std::set<std::string>> speakers, evaluators;
  std::set<std::string> topics, indicators;
  for (const PlannedSubmission& planned : praha.plan) {
    const ingest::Instance instance = praha.read(planned);
    if (planned.activity.starts_with("fg")) {
      notes += values(instance, "text").size();
      for (const std::string& topic : values(instance, "topic")) topics.insert(topic);
      for (const std::string& speaker : values(instance, "speaker")) speakers[planned.activity].insert(speaker);
      EXPECT_EQ(value(instance, "session_id"), planned.activity);
    }
    if (planned.activity == "desk") indicators.insert(std::string(value(instance, "indicator")));
    if (planned.activity == "project-eval")
      evaluators[std::string(value(instance, "project"))].insert(std::string(value(instance, "evaluator")));
  }
  EXPECT_GE(notes, 55u);
  EXPECT_EQ(topics, (std::set<std::string>{"T1", "T2", "T3", "T4", "open"}));
  for (const char* group : {"fg1", "fg2"}) EXPECT_EQ(speakers.at(group).size(), 10u);
  for (const auto& [project, who] : evaluators) EXPECT_GE(who.size(), 2u) << project;
  const auto offered = [&](const char* list, std::string_view code) {
    const auto& entries = praha.data.lists.at(list);
    return std::any_of(entries.begin(), entries.end(), [&](const ingest::ListEntry& entry) { return entry.code == code; });
  };
  for (const std::string& indicator : indicators) EXPECT_TRUE(offered("indicators", indicator)) << indicator;
  for (const auto& [project, who] : evaluators) EXPECT_TRUE(offered("projects", project)) << project;
  EXPECT_TRUE(offered("sessions", "fg1"));
}

TEST(SampleGenerator, AreasAndActivitiesFitTogether) {
  const SampleData& data = Praha2018::made().data;
  std::set<std::string> areas;
  for (const SampleArea& area : data.areas) {
    EXPECT_TRUE(area.parent.empty() || areas.contains(area.parent)) << "parents stand before their children";
    areas.insert(area.area.code);
    EXPECT_TRUE(area.area.name.contains("cs") && area.area.name.contains("en"));
  }
  for (const SampleWalk& walk : data.walks) {
    EXPECT_TRUE(areas.contains(walk.area));
    std::set<std::string> codes;
    for (const SampleStop& stop : walk.stops) {
      EXPECT_TRUE(codes.insert(stop.stop.code).second);
      EXPECT_TRUE(stop.stop.name.contains("cs") && stop.stop.name.contains("en"));
    }
  }
  EXPECT_TRUE(data.audit.demonstration);
  for (const SampleActivity& activity : data.activities) {
    EXPECT_TRUE(activity.activity.purpose.contains("cs") && activity.activity.purpose.contains("en"));
    EXPECT_TRUE(ingest::built_in_instrument(activity.form)) << activity.form;
  }
}

TEST(SampleData, UnknownNameSaysWhichAreKnown) {
  const auto unknown = read_sample("brno-2031");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::invalid);
  EXPECT_EQ(unknown.error().code, "sample.unknown");
  ASSERT_EQ(unknown.error().arguments.size(), 2U);
  EXPECT_NE(unknown.error().arguments[1].value.find("praha-2018"), std::string::npos);
}

}  // namespace
}  // namespace cityaudit::server::sample
