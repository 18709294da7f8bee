#include "server/sample/walk_answers.h"

#include "base/text.h"

#include <fmt/format.h>
#include <algorithm>
#include <stdexcept>

namespace cityaudit::server::sample {
namespace {

constexpr std::int64_t scale_top = 300;       // hundredths
constexpr std::int64_t noise = 65;            // either way, hundredths
constexpr std::int64_t cannot_judge = 4;      // percent of the ratings
constexpr std::int64_t does_not_know = 3;     // percent of the yes-or-no questions
constexpr std::int64_t without_fix = 12;      // percent: the phone found no position in time
constexpr std::int64_t metres_of_group = 15;  // how far people of one group stand apart

std::vector<const SampleObserver*> present_observers(const WalkVisit& visit) {
  std::vector<const SampleObserver*> out;
  for (const SampleObserver& observer : visit.walk.observers)
    if (is_present(visit.data, visit.stop, observer)) out.push_back(&observer);
  return out;
}

class VisitAnswers {
 public:
  explicit VisitAnswers(const WalkVisit& visit)
      : visit_(visit), cannot_(visit.data.oddities.mostly_cannot_judge == AtStop{visit.stop.stop.code, visit.observer.code}) {}

  AnsweredForm answer() {
    where();
    orientation();
    space();
    use();
    help();
    welcome();
    words();
    pictures();
    return std::move(out_);
  }

 private:
  void set(std::string_view name, std::string value) { out_.form.answers[std::string(name)] = std::move(value); }
  const std::string& value(std::string_view name) const { return out_.form.answers.find(name)->second; }
  Random random(std::string_view item) const {
    return Random(visit_.seed, fmt::format("{} {} {}", visit_.stop.stop.code, visit_.observer.code, item));
  }
  std::int64_t level(std::string_view item) const {
    const auto found = visit_.stop.levels.find(item);
    if (found == visit_.stop.levels.end()) throw std::invalid_argument("no level of " + std::string(item));
    return found->second;
  }
  std::int64_t shift(std::string_view item) const {
    std::int64_t sum = 0;
    for (const std::string_view key : {std::string_view("all"), item})
      if (const auto found = visit_.observer.shifts.find(key); found != visit_.observer.shifts.end()) sum += found->second;
    return sum;
  }

  void rate(std::string_view item) {
    Random draw = random(item);
    const bool na = draw.percent(cannot_judge) || (cannot_ && item != "people" && item != "feel_safe");
    const std::int64_t exact = std::clamp<std::int64_t>(level(item) + shift(item) + draw.between(-noise, noise), 0, scale_top);
    set(item, na ? "na" : std::to_string((exact + 50) / 100));
  }

  void yes_or_no(std::string_view item, std::int64_t percent_yes) {
    Random draw = random(item);
    if (cannot_ || draw.percent(does_not_know))
      set(item, "dk");
    else
      set(item, draw.percent(percent_yes) ? "yes" : "no");
  }

  /// What is there, as one observer notices it: of several, now and then one is overlooked.
  void notice(std::string_view item, std::string_view there) {
    Random draw = random(item);
    auto seen = cityaudit::words(there);
    if (seen.size() > 1 && draw.percent(25)) seen.erase(seen.begin() + draw.between(0, static_cast<std::int64_t>(seen.size()) - 1));
    std::string out;
    for (const std::string_view word : seen) out.append(out.empty() ? "" : " ").append(word);
    set(item, std::move(out));
  }

  /// The remark that falls to this observer; empty when those of their language have all been made by others.
  Remark remark(std::string_view kind) const {
    const auto of_kind = visit_.stop.remarks.find(kind);
    if (cannot_ || of_kind == visit_.stop.remarks.end()) return {};
    const auto in_language = of_kind->second.find(visit_.observer.language);
    if (in_language == of_kind->second.end()) return {};
    std::vector<const SampleObserver*> speakers = present_observers(visit_);
    std::erase_if(speakers, [&](const SampleObserver* one) { return one->language != visit_.observer.language; });
    const auto me = std::find(speakers.begin(), speakers.end(), &visit_.observer) - speakers.begin();
    // Another one begins at every stop, and for every kind of remark.
    const auto turn = static_cast<std::size_t>(me + visit_.stop.stop.seq + static_cast<std::int64_t>(kind.size())) % speakers.size();
    return turn < in_language->second.size() ? in_language->second[turn] : Remark{};
  }

  /// The motif of the photo that falls to this observer; empty when it is somebody else's.
  std::string motif(std::string_view kind, std::int64_t offset) const {
    const auto motifs = visit_.stop.motifs.find(kind);
    if (motifs == visit_.stop.motifs.end()) return {};
    std::vector<const SampleObserver*> people = present_observers(visit_);
    std::erase_if(people, [&](const SampleObserver* one) {
      return AtStop{visit_.stop.stop.code, one->code} == visit_.data.oddities.mostly_cannot_judge;
    });
    const auto me = std::find(people.begin(), people.end(), &visit_.observer) - people.begin();
    if (static_cast<std::size_t>(me) == people.size()) return {};
    const auto turn = static_cast<std::size_t>(me + visit_.stop.stop.seq + offset) % people.size();
    return turn < motifs->second.size() ? motifs->second[turn] : std::string();
  }

  std::string photo(std::string_view item, std::string_view motif_name, std::string_view polarity, std::int64_t seconds) {
    Random draw = random(item);
    out_.files.push_back(planned_photo(visit_.at + seconds * millis_per_second, motif_name, polarity, draw));
    return out_.files.back().name;
  }

  void where() {
    Random draw = random("gps");
    set("walk_id", visit_.walk.code);
    set("stop_id", visit_.stop.stop.code);
    set("observer", visit_.observer.code);
    set("perspective", visit_.observer.perspective);
    set("at", to_local_time(visit_.at));
    set("light_cond", visit_.stop.light);
    set("gps", draw.percent(without_fix) ? std::string()
                                         : to_geopoint(*visit_.stop.stop.latitude, *visit_.stop.stop.longitude, metres_of_group, draw));
  }

  void orientation() {
    rate("sign_clear");
    notice("sign_langs", visit_.stop.languages);
    rate("info_access");
    if (value("info_access") == "0" || value("info_access") == "1") set("info_missing", remark("missing").text);
  }

  void space() {
    if (visit_.stop.light == "day")
      yes_or_no("lamps", 20 + level("lighting") / 4);
    else
      rate("lighting");
    for (const char* item : {"openness", "visibility", "walk_path", "barrier_free", "upkeep", "transport"}) rate(item);
  }

  void use() {
    rate("people");
    rate("mix");
    if (value("people") != "0") rate("shared_use");
    notice("meeting", visit_.stop.meeting);
  }

  void help() {
    rate("security");
    if (const std::string& seen = value("security"); seen != "0" && seen != "na") {
      // To some who are checked more often than others, police is no reassurance.
      const std::int64_t uneasy = visit_.observer.perspective == "migrant_tcn" ? 40 : 5;
      Random draw = random("security_effect");
      set("security_effect", draw.percent(uneasy) ? "worse" : draw.percent(45) ? "safer" : "neutral");
    }
    rate("help_known");
    notice("services", visit_.stop.services);
    if (value("services") != "none") rate("service_lang");
  }

  void welcome() {
    const std::string seen = motif("hate", 1);
    if (seen.empty())
      yes_or_no("hate_seen", level("hate"));
    else
      set("hate_seen", "yes");
    if (value("hate_seen") == "yes") {
      if (seen.empty())
        notice("hate_kind", visit_.stop.hate_kinds);
      else
        set("hate_kind", "sticker");
      if (value("hate_kind") != "verbal") set("hate_photo", seen.empty() ? std::string() : photo("hate_photo", seen, "down", 40));
    }
    yes_or_no("welcome_seen", level("welcome"));
    rate("feel_safe");
    rate("feel_belong");
  }

  void words() {
    set("best", remark("best").text);
    set("worst", remark("worst").text);
    const Remark change = remark("change");
    set("change", change.text);
    if (!change.text.empty()) set("who", change.who);
  }

  void pictures() {
    bool any = false;
    for (const auto& [kind, offset] : {std::pair<std::string_view, std::int64_t>{"up", 2}, {"down", 3}}) {
      const std::string item = fmt::format("photo_{}", kind);
      const std::string shown = motif(kind, offset);
      set(item, shown.empty() ? std::string() : photo(item, shown, kind, kind == "up" ? 60 : 85));
      if (shown.empty()) continue;
      any = true;
      set(fmt::format("people_{}", kind), shown == "market" || shown == "community_event" ? "not_identifiable" : "none");
    }
    set("c_analyse", "yes");
    if (any) set("c_publish", visit_.observer.code.ends_with('4') ? "report" : "report web");
  }

  const WalkVisit& visit_;
  const bool cannot_;
  AnsweredForm out_;
};

}  // namespace

bool is_present(const SampleData& data, const SampleStop& stop, const SampleObserver& observer) {
  return data.oddities.absent != AtStop{stop.stop.code, observer.code};
}

AnsweredForm answer_walk(const WalkVisit& visit) { return VisitAnswers(visit).answer(); }

std::string to_local_time(UtcMillis t) {
  std::string out = to_iso8601(t + 2 * millis_per_hour);
  out.pop_back();  // Z
  return out + "+02:00";
}

std::string to_geopoint(double latitude, double longitude, std::int64_t metres, Random& random) {
  constexpr double degrees_per_metre_north = 1.0 / 111'200;
  constexpr double degrees_per_metre_east = 1.0 / 71'400;  // at 50 degrees north
  const double north = static_cast<double>(random.between(-metres, metres)) * degrees_per_metre_north;
  const double east = static_cast<double>(random.between(-metres, metres)) * degrees_per_metre_east;
  return fmt::format("{:.5f} {:.5f} 0 {}", latitude + north, longitude + east, random.between(4, 19));
}

PlannedFile planned_photo(UtcMillis taken_at, std::string_view motif, std::string_view polarity, Random& random) {
  const auto known = media::motif_from(motif);
  if (!known) throw std::invalid_argument("no motif: " + std::string(motif));
  media::SceneRequest scene;
  scene.seed = random.next();
  scene.motif = *known;
  scene.polarity = polarity == "up" ? media::Polarity::up : polarity == "down" ? media::Polarity::down : media::Polarity::mixed;
  if (random.percent(30)) std::swap(scene.width, scene.height);  // held upright
  return {std::to_string(taken_at.value) + ".jpg", "image/jpeg", scene, {}};
}

}  // namespace cityaudit::server::sample
