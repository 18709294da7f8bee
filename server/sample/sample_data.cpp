#include "server/sample/sample_data.h"

#include "base/embedded.h"

#include <fmt/ranges.h>
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

namespace cityaudit::server::sample {
namespace {

namespace json = boost::json;

std::string text(const json::value& value) { return std::string(value.as_string()); }
std::string text_or(const json::object& object, std::string_view key, std::string_view otherwise = {}) {
  const json::value* found = object.if_contains(key);
  return found ? text(*found) : std::string(otherwise);
}
bool flag(const json::object& object, std::string_view key) {
  const json::value* found = object.if_contains(key);
  return found && found->as_bool();
}
std::int64_t hundredths(const json::value& value) { return std::llround(value.to_number<double>() * 100); }

UtcMillis time(const json::value& value) {
  const auto parsed = parse_iso8601(std::string_view(value.as_string()));
  if (!parsed) throw std::invalid_argument("not a time: " + text(value));
  return *parsed;
}

ingest::Localized localized(const json::value& value) {
  ingest::Localized out;
  for (const auto& [language, words] : value.as_object()) out[std::string(language)] = text(words);
  return out;
}

std::vector<std::string> texts(const json::value& value) {
  std::vector<std::string> out;
  for (const json::value& item : value.as_array()) out.push_back(text(item));
  return out;
}

std::map<std::string, std::int64_t, std::less<>> levels(const json::value* value) {
  std::map<std::string, std::int64_t, std::less<>> out;
  if (!value) return out;
  for (const auto& [item, level] : value->as_object()) out[std::string(item)] = hundredths(level);
  return out;
}

/// A ring of [lon, lat] as a GeoJSON polygon: closed.
std::string polygon(const json::value& ring) {
  json::array closed = ring.as_array();
  closed.push_back(closed.front());
  json::array rings;  // a list in braces would be the ring itself to some compilers
  rings.push_back(std::move(closed));
  return json::serialize(json::object{{"type", "Polygon"}, {"coordinates", std::move(rings)}});
}

ingest::Audit read_audit(const json::object& from) {
  ingest::Audit audit;
  audit.slug = text(from.at("slug"));
  audit.title = localized(from.at("title"));
  audit.city = text(from.at("city"));
  audit.country = text(from.at("country"));
  audit.starts_on = text(from.at("starts_on"));
  audit.ends_on = text(from.at("ends_on"));
  audit.lead_organisation = text(from.at("lead_organisation"));
  audit.funder = text(from.at("funder"));
  audit.languages = text(from.at("languages"));
  audit.time_zone = text(from.at("time_zone"));
  audit.demonstration = true;
  return audit;
}

SampleArea read_area(const json::object& from) {
  SampleArea out;
  out.area.code = text(from.at("code"));
  out.area.kind = text(from.at("kind"));
  out.area.name = localized(from.at("name"));
  out.area.latitude = from.at("latitude").to_number<double>();
  out.area.longitude = from.at("longitude").to_number<double>();
  if (const json::value* outline = from.if_contains("outline")) out.area.outline = polygon(*outline);
  out.parent = text_or(from, "parent");
  return out;
}

SampleActivity read_activity(const json::object& from) {
  SampleActivity out;
  out.activity.code = text(from.at("code"));
  out.activity.instrument = text(from.at("instrument"));
  out.activity.title = localized(from.at("title"));
  out.activity.purpose = localized(from.at("purpose"));
  out.activity.opens_at = time(from.at("opens_at"));
  out.activity.closes_at = time(from.at("closes_at"));
  out.activity.people_expected = from.at("people_expected").to_number<std::int64_t>();
  out.form = text(from.at("form"));
  out.walk = text_or(from, "walk");
  return out;
}

Remark read_remark(const json::value& from) {
  if (from.is_string()) return {text(from), {}};
  return {text(from.at(0)), text(from.at(1))};
}

SampleStop read_stop(const json::object& from, const std::map<std::string, std::int64_t, std::less<>>& profile) {
  SampleStop out;
  out.stop.code = text(from.at("code"));
  out.stop.name = localized(from.at("name"));
  out.stop.latitude = from.at("at").at(0).to_number<double>();
  out.stop.longitude = from.at("at").at(1).to_number<double>();
  out.light = text(from.at("light"));
  out.levels = profile;
  for (const auto& [item, level] : levels(from.if_contains("profile"))) out.levels[item] = level;
  out.languages = text(from.at("langs"));
  out.meeting = text(from.at("meeting"));
  out.services = text(from.at("services"));
  out.hate_kinds = text(from.at("hate_kinds"));
  for (const auto& [kind, motifs] : from.at("photos").as_object()) out.motifs[std::string(kind)] = texts(motifs);
  for (const auto& [kind, languages] : from.at("texts").as_object())
    for (const auto& [language, remarks] : languages.as_object())
      for (const json::value& remark : remarks.as_array())
        out.remarks[std::string(kind)][std::string(language)].push_back(read_remark(remark));
  return out;
}

SampleWalk read_walk(const json::object& from) {
  SampleWalk out;
  out.code = text(from.at("code"));
  out.area = text(from.at("area"));
  out.name = localized(from.at("name"));
  out.starts_at = time(from.at("starts_at"));
  out.minutes_per_stop = from.at("minutes_per_stop").to_number<std::int64_t>();
  for (const json::value& value : from.at("observers").as_array()) {
    const json::object& observer = value.as_object();
    out.observers.push_back({text(observer.at("code")), text(observer.at("perspective")), text(observer.at("language")),
                             levels(observer.if_contains("shift"))});
  }
  const auto profile = levels(from.if_contains("profile"));
  for (const json::value& stop : from.at("stops").as_array()) {
    out.stops.push_back(read_stop(stop.as_object(), profile));
    out.stops.back().stop.seq = static_cast<std::int64_t>(out.stops.size());
  }
  return out;
}

SamplePhoto read_photo(const json::object& from) {
  SamplePhoto out;
  out.motif = text(from.at("motif"));
  out.topic = text(from.at("topic"));
  out.polarity = text(from.at("polarity"));
  out.place = text(from.at("place"));
  out.caption = text(from.at("caption"));
  out.finding = text_or(from, "finding");
  // Pictures of many people show them too small to be recognised.
  const bool crowd = out.motif == "community_event" || out.motif == "market";
  out.people = text_or(from, "people", crowd ? "not_identifiable" : "none");
  out.release = flag(from, "release");
  out.blur = flag(from, "blur");
  out.plates = flag(from, "plates");
  if (const json::value* showed = from.if_contains("showed"))
    for (const auto& [letter, words] : showed->as_object()) out.showed[std::string(letter)] = text(words);
  return out;
}

Outcome read_outcome(std::string_view word) {
  if (word == "approve") return Outcome::approve;
  if (word == "return") return Outcome::return_to_participant;
  if (word == "wait") return Outcome::wait;
  if (word == "withdraw") return Outcome::withdraw;
  throw std::invalid_argument("no outcome: " + std::string(word));
}

SampleParticipant read_participant(const json::object& from) {
  SampleParticipant out;
  out.code = text(from.at("code"));
  out.via = text(from.at("via"));
  out.origin = text(from.at("origin"));
  out.language = text(from.at("language"));
  out.age = text(from.at("age"));
  out.publish = text(from.at("publish"));
  out.credit = text(from.at("credit"));
  out.credit_text = text_or(from, "credit_text");
  for (const json::value& value : from.at("sendings").as_array()) {
    const json::object& sending = value.as_object();
    out.sendings.push_back({time(sending.at("sent_at")), read_outcome(text_or(sending, "outcome", "approve")), {}});
    for (const json::value& photo : sending.at("photos").as_array()) out.sendings.back().photos.push_back(read_photo(photo.as_object()));
  }
  return out;
}

FilledForm read_answers(const json::object& from) {
  FilledForm out;
  for (const auto& [name, answer] : from) out.answers[std::string(name)] = text(answer);
  return out;
}

SampleFilled read_filled(const json::object& from) {
  SampleFilled out;
  out.activity = text(from.at("activity"));
  out.device = text(from.at("device"));
  out.name = text(from.at("name"));
  out.sent_at = time(from.at("sent_at"));
  out.minutes = from.at("minutes").to_number<std::int64_t>();
  out.form = read_answers(from.at("answers").as_object());
  if (const json::value* repeats = from.if_contains("repeats"))
    for (const auto& [name, repetitions] : repeats->as_object())
      for (const json::value& one : repetitions.as_array()) out.form.repeats[std::string(name)].push_back(read_answers(one.as_object()));
  return out;
}

std::vector<ingest::ListEntry> read_list(const json::value& from) {
  std::vector<ingest::ListEntry> out;
  for (const json::value& entry : from.as_array()) out.push_back({text(entry.at("code")), localized(entry.at("name"))});
  return out;
}

AtStop at_stop(const json::value& from) { return {text(from.at("stop")), text(from.at("observer"))}; }

Oddities read_oddities(const json::object& from) {
  return {at_stop(from.at("absent")),
          at_stop(from.at("sent_twice")),
          at_stop(from.at("mostly_cannot_judge")),
          at_stop(from.at("late_offline")),
          time(from.at("late_offline").at("received_at")),
          texts(from.at("sent_the_next_morning")),
          text(from.at("return_reason"))};
}

SampleData read(std::string_view prefix) {
  SampleData out;
  for (const embedded::File& file : embedded::list(prefix)) {
    const json::value parsed = json::parse({file.bytes.data(), file.bytes.size()});
    const json::object& content = parsed.as_object();
    const auto each = [&](std::string_view key, auto&& take) {
      if (const json::value* found = content.if_contains(key))
        for (const json::value& item : found->as_array()) take(item.as_object());
    };
    if (const json::value* audit = content.if_contains("audit")) out.audit = read_audit(audit->as_object());
    each("areas", [&](const json::object& area) { out.areas.push_back(read_area(area)); });
    each("activities", [&](const json::object& activity) { out.activities.push_back(read_activity(activity)); });
    each("walks", [&](const json::object& walk) { out.walks.push_back(read_walk(walk)); });
    each("participants", [&](const json::object& participant) { out.participants.push_back(read_participant(participant)); });
    each("filled", [&](const json::object& filled) { out.filled.push_back(read_filled(filled)); });
    if (const json::value* lists = content.if_contains("lists"))
      for (const auto& [name, entries] : lists->as_object()) out.lists[std::string(name)] = read_list(entries);
    if (const json::value* places = content.if_contains("places"))
      for (const auto& [label, point] : places->as_object())
        out.places[std::string(label)] = {point.at(0).to_number<double>(), point.at(1).to_number<double>()};
    if (const json::value* oddities = content.if_contains("oddities")) out.oddities = read_oddities(oddities->as_object());
  }
  for (const SampleArea& area : out.areas)
    for (const auto& [language, name] : area.area.name) out.places.try_emplace(name, *area.area.latitude, *area.area.longitude);
  return out;
}

}  // namespace

std::vector<std::string> sample_names() {
  std::vector<std::string> out;
  constexpr std::string_view prefix = "sample/";
  for (const embedded::File& file : embedded::list(prefix)) {
    const std::string_view path = file.name.substr(prefix.size());
    const std::string name(path.substr(0, path.find('/')));
    if (out.empty() || out.back() != name) out.push_back(name);
  }
  return out;
}

Result<> check_name(std::string_view name) {
  const auto names = sample_names();
  if (std::find(names.begin(), names.end(), name) != names.end()) return {};
  return Error(ErrorKind::invalid, "sample.unknown", std::string(name),
               {{"name", std::string(name)}, {"known", fmt::format("{}", fmt::join(names, ", "))}});
}

Result<SampleData> read_sample(std::string_view name) {
  CITYAUDIT_CHECK(check_name(name));
  try {
    return read("sample/" + std::string(name) + "/");
  } catch (const std::exception& e) {  // the files are part of the program: a bug, told with its place
    return Error(ErrorKind::internal, "sample.unreadable", e.what(), {{"name", std::string(name)}});
  }
}

}  // namespace cityaudit::server::sample
