#pragma once
// A sample audit as config/sample/<name>/*.json tells it: what is fixed about it and what its people say. Plain data;
// reading is pure and thread-safe.

#include "ingest/activities.h"
#include "ingest/list_entries.h"
#include "server/sample/filled_form.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::server::sample {

struct SampleArea {
  ingest::Area area;
  std::string parent;  // its code; empty for the city
};

struct SampleActivity {
  ingest::NewActivity activity;
  std::string form;  // a built-in instrument: "walk_checklist"
  std::string walk;  // code; empty when it is none
};

struct Remark {
  std::string text;
  std::string who;  // of a change: who should act
};

/// What is typical of a stop. Levels are hundredths of the 0..3 scale; "hate" and "welcome" are chances in percent.
struct SampleStop {
  ingest::Stop stop;
  std::string light;  // day, dusk, dark
  std::map<std::string, std::int64_t, std::less<>> levels;
  std::string languages, meeting, services, hate_kinds;                                    // words separated by spaces
  std::map<std::string, std::vector<std::string>, std::less<>> motifs;                     // up, down, hate -> one photo each
  std::map<std::string, std::map<std::string, std::vector<Remark>>, std::less<>> remarks;  // best, worst, change, missing -> language
};

struct SampleObserver {
  std::string code, perspective, language;
  std::map<std::string, std::int64_t, std::less<>> shifts;  // hundredths; "all" and single items
};

struct SampleWalk {
  std::string code, area;
  ingest::Localized name;
  UtcMillis starts_at;
  std::int64_t minutes_per_stop = 0;
  std::vector<SampleObserver> observers;
  std::vector<SampleStop> stops;
};

struct SamplePhoto {
  std::string motif, topic, polarity, place, caption;
  std::string finding;  // public finding it speaks for, F1..F5; never sent
  std::string people;
  bool release = false, blur = false, plates = false;
  std::map<std::string, std::string> showed;  // s, h, o, w, e, d
};

enum class Outcome { approve, return_to_participant, wait, withdraw };

/// One delivery of a participant.
struct Sending {
  UtcMillis sent_at;
  Outcome outcome = Outcome::approve;
  std::vector<SamplePhoto> photos;
};

struct SampleParticipant {
  std::string code, via, origin, language, age, publish, credit, credit_text;
  std::vector<Sending> sendings;
};

/// A form filled in at a desk, told answer by answer: notes of a session, an indicator, an evaluation.
struct SampleFilled {
  std::string activity, device, name;  // name: its instanceName
  UtcMillis sent_at;
  std::int64_t minutes = 0;  // that it took
  FilledForm form;
};

struct AtStop {
  std::string stop, observer;
  bool operator==(const AtStop&) const = default;
};

/// What goes wrong in the field, so that the demonstration shows how it is dealt with.
struct Oddities {
  AtStop absent;               // somebody was not there: a stop with n = 3
  AtStop sent_twice;           // the phone did not hear the answer and sent the same instance again
  AtStop mostly_cannot_judge;  // nearly every rating is "cannot judge"
  AtStop late_offline;
  UtcMillis late_offline_received_at;
  std::vector<std::string> sent_the_next_morning;  // observers
  std::string return_reason;
};

struct SampleData {
  ingest::Audit audit;
  std::vector<SampleArea> areas;
  std::vector<SampleActivity> activities;
  std::vector<SampleWalk> walks;
  std::vector<SampleParticipant> participants;
  std::map<std::string, std::vector<ingest::ListEntry>, std::less<>> lists;  // sessions, indicators, projects
  std::vector<SampleFilled> filled;
  std::map<std::string, std::pair<double, double>, std::less<>> places;  // label -> a point in it
  Oddities oddities;
};

/// "praha-2018", ...
std::vector<std::string> sample_names();

/// invalid ("sample.unknown", with the known names) for a name that is none.
Result<> check_name(std::string_view name);

/// The same error for a name that is none.
Result<SampleData> read_sample(std::string_view name);

}  // namespace cityaudit::server::sample
