#include "server/sample/generator.h"

#include "base/ids.h"
#include "server/sample/photovoice_answers.h"

#include <fmt/format.h>
#include <algorithm>

namespace cityaudit::server::sample {
namespace {

constexpr std::string_view instance_namespace = "6f3c1d52-8f0e-5c1b-9d4e-7a2b1c0e2018";
constexpr std::int64_t millis_per_minute = 60 * millis_per_second;

class Planner {
 public:
  Planner(const SampleData& data, const SampleForms& forms, std::uint64_t seed) : data_(data), forms_(forms), seed_(seed) {}

  Result<std::vector<PlannedSubmission>> plan() {
    for (const SampleActivity& activity : data_.activities) {
      const auto form = forms_.find(activity.activity.code);
      if (form == forms_.end()) return Error(ErrorKind::internal, "sample.form_mismatch", activity.activity.code);
      if (activity.activity.instrument == "photovoice") CITYAUDIT_CHECK(photovoice(activity, *form->second));
      for (const SampleWalk& walk : data_.walks)
        if (walk.code == activity.walk) CITYAUDIT_CHECK(city_walk(activity, walk, *form->second));
      for (const SampleFilled& filled : data_.filled)
        if (filled.activity == activity.activity.code) CITYAUDIT_CHECK(at_desk(activity, filled, *form->second));
    }
    std::stable_sort(out_.begin(), out_.end(), [](const auto& a, const auto& b) { return a.received_at < b.received_at; });
    return std::move(out_);
  }

 private:
  Result<PlannedSubmission*> add(const SampleActivity& activity, const ingest::FormDefinition& form, AnsweredForm answered,
                                 UtcMillis started, UtcMillis ended, std::string_view device) {
    PlannedSubmission planned;
    planned.activity = activity.activity.code;
    planned.instance_id = sample_instance_id(seed_, ++index_);
    answered.form.technical["start"] = to_local_time(started);
    answered.form.technical["end"] = to_local_time(ended);
    answered.form.technical["deviceid"] = fmt::format("demonstration:{}", device);
    CITYAUDIT_TRY(xml, to_instance_xml(form, answered.form, planned.instance_id));
    planned.xml = std::move(xml);
    planned.files = std::move(answered.files);
    out_.push_back(std::move(planned));
    return &out_.back();
  }

  Result<> city_walk(const SampleActivity& activity, const SampleWalk& walk, const ingest::FormDefinition& form) {
    for (const SampleStop& stop : walk.stops)
      for (const SampleObserver& observer : walk.observers)
        if (is_present(data_, stop, observer)) CITYAUDIT_CHECK(visit(activity, walk, stop, observer, form));
    return {};
  }

  Result<> visit(const SampleActivity& activity, const SampleWalk& walk, const SampleStop& stop, const SampleObserver& observer,
                 const ingest::FormDefinition& form) {
    Random draw(seed_, fmt::format("{} {} time", stop.stop.code, observer.code));
    const UtcMillis arrived = walk.starts_at + (stop.stop.seq - 1) * walk.minutes_per_stop * millis_per_minute;
    const UtcMillis at = arrived + draw.between(90, 240) * millis_per_second;
    const UtcMillis ended = at + draw.between(240, 420) * millis_per_second;
    AnsweredForm answered = answer_walk({data_, walk, stop, observer, at, seed_});
    answered.form.technical["instanceName"] = fmt::format("{} {} {}", walk.code, stop.stop.code, observer.code);
    CITYAUDIT_TRY(planned, add(activity, form, std::move(answered), at, ended, observer.code));
    const AtStop here{stop.stop.code, observer.code};
    const Oddities& oddities = data_.oddities;
    planned->received_at = ended + draw.between(8, 95) * millis_per_second;
    // At home in the morning, when the phone had a connection again.
    if (std::find(oddities.sent_the_next_morning.begin(), oddities.sent_the_next_morning.end(), observer.code) !=
        oddities.sent_the_next_morning.end())
      planned->received_at = walk.starts_at + 11 * 60 * millis_per_minute + stop.stop.seq * 7 * millis_per_second;
    if (here == oddities.late_offline) {
      planned->received_at = oddities.late_offline_received_at;
      planned->outcome = Outcome::wait;
    }
    if (here == oddities.sent_twice) planned->posts = 2;
    return {};
  }

  Result<> photovoice(const SampleActivity& activity, const ingest::FormDefinition& form) {
    for (const SampleParticipant& participant : data_.participants)
      for (const Sending& sending : participant.sendings) {
        AnsweredForm answered = answer_photovoice(data_, participant, sending, seed_);
        const auto photos = static_cast<std::int64_t>(sending.photos.size());
        answered.form.technical["instanceName"] = fmt::format("{} ({})", participant.code, photos);
        const UtcMillis ended = sending.sent_at + -40 * millis_per_second;
        const UtcMillis started = ended + -(4 + 3 * photos) * millis_per_minute;
        CITYAUDIT_TRY(planned, add(activity, form, std::move(answered), started, ended, participant.code));
        planned->received_at = sending.sent_at;
        planned->outcome = sending.outcome;
        if (sending.outcome == Outcome::return_to_participant) planned->reason = data_.oddities.return_reason;
      }
    return {};
  }

  Result<> at_desk(const SampleActivity& activity, const SampleFilled& filled, const ingest::FormDefinition& form) {
    AnsweredForm answered;
    answered.form = filled.form;
    answered.form.technical["instanceName"] = filled.name;
    const UtcMillis ended = filled.sent_at + -40 * millis_per_second;
    CITYAUDIT_TRY(planned, add(activity, form, std::move(answered), ended + -filled.minutes * millis_per_minute, ended, filled.device));
    planned->received_at = filled.sent_at;
    return {};
  }

  const SampleData& data_;
  const SampleForms& forms_;
  const std::uint64_t seed_;
  std::size_t index_ = 0;
  std::vector<PlannedSubmission> out_;
};

}  // namespace

std::string sample_instance_id(std::uint64_t seed, std::size_t index) {
  return "uuid:" + uuid_v5(instance_namespace, fmt::format("{}/{}", seed, index));
}

Result<std::vector<PlannedSubmission>> plan_sample(const SampleData& data, const SampleForms& forms, std::uint64_t seed) {
  try {
    return Planner(data, forms, seed).plan();
  } catch (const std::invalid_argument& e) {  // a word in the data that nothing knows
    return Error(ErrorKind::internal, "sample.unreadable", e.what(), {{"name", data.audit.slug}});
  }
}

}  // namespace cityaudit::server::sample
