#include "analysis/reading.h"

#include <algorithm>
#include <map>

namespace cityaudit::analysis {
namespace {

using ingest::MappedAnswer;
using ingest::MappingItem;
using ingest::Role;

class Reader {
 public:
  Reader(const ingest::CompiledForm& form, const ingest::Answers& answers, const Places& places, const SubmissionContext& context,
         std::size_t observations_max)
      : form_(form),
        places_(places),
        context_(context),
        observations_max_(observations_max),
        answers_(form.mapping.apply(form.definition, answers)) {
    // Answers look for each other, so their number must be bounded.
    if (answers_.size() > 4 * observations_max_) answers_.resize(4 * observations_max_);
    standing_ = places.standing(first(Role::walk), first(Role::stop), context.usual_walk);
    at_ = ingest::submitted_at(form.definition, answers).value_or(context.sent_at);
    if (const auto said = parse_iso8601(first(Role::at))) at_ = *said;
  }

  std::vector<Observation> read() {
    std::vector<Observation> out;
    for (const MappedAnswer& answer : answers_) {
      if (out.size() == observations_max_) break;
      if (!speaks(answer)) continue;
      out.push_back(observation(answer));
      out.back().seq = static_cast<std::int64_t>(out.size());
    }
    return out;
  }

 private:
  const MappingItem& item(const MappedAnswer& answer) const { return form_.mapping.items()[answer.item]; }

  /// The first answer of that role, wherever it stands.
  std::string_view first(Role role) const {
    for (const MappedAnswer& answer : answers_)
      if (item(answer).role == role && !answer.value.empty()) return answer.value;
    return {};
  }

  /// The first answer of that role about the same thing; null when there is none.
  const MappedAnswer* leader(const MappedAnswer& answer, Role role) const {
    for (const MappedAnswer& other : answers_)
      if (item(other).role == role && other.repeat == answer.repeat && other.subject == answer.subject) return &other;
    return nullptr;
  }

  bool is_here(const MappedAnswer& photo) const { return context_.files_present.contains(photo.value); }

  /// Whether an answer makes an observation of its own.
  bool speaks(const MappedAnswer& answer) const {
    switch (item(answer).role) {
      // One left blank too, without a score: the mapping lists it only where the form asked.
      case Role::score: return true;
      case Role::photo: return is_here(answer) || (!leader(answer, Role::comment) && !answer.polarity.empty());
      case Role::comment: {
        const MappedAnswer* photo = leader(answer, Role::photo);
        return !photo || !is_here(*photo) || leader(answer, Role::comment) != &answer;
      }
      case Role::polarity:
        return !answer.polarity.empty() && !item(answer).of.empty() && !leader(answer, Role::photo) && !leader(answer, Role::comment);
      default: return false;
    }
  }

  Observation observation(const MappedAnswer& answer) const {
    const MappingItem& mapped = item(answer);
    Observation out;
    out.item = mapped.path;
    out.repeat_key = answer.repeat;
    out.theme = answer.theme;
    if (out.theme.empty() && !mapped.of.empty())
      if (const MappingItem* described = form_.mapping.find(mapped.of)) out.theme = described->theme;
    out.role = mapped.role;
    out.score_thirds = answer.score_thirds;
    out.value = answer.value;
    out.at = at_;
    out.polarity = answer.polarity;
    if (mapped.role == Role::comment) out.words = answer.value;
    if (mapped.role == Role::photo) {
      if (is_here(answer)) {
        out.photo = answer.value;
      } else {
        out.role = Role::polarity;
      }
      if (const MappedAnswer* comment = leader(answer, Role::comment)) out.words = comment->value;
    }
    out.stop = standing_.stop;
    out.area = standing_.area != 0 ? standing_.area : area_of(answer);
    return out;
  }

  std::int64_t area_of(const MappedAnswer& answer) const {
    // A form may ask for a point and for a name; each may be about the photo or about everything.
    std::optional<Point> point;
    std::string_view name;
    for (const MappedAnswer& place : answers_) {
      if (item(place).role != Role::place || place.value.empty()) continue;
      const bool same = place.repeat == answer.repeat && (place.subject == answer.subject || item(place).of.empty());
      const bool whole = place.repeat.empty() && item(place).of.empty();
      if (!same && !whole) continue;
      if (item(place).type == ingest::AnswerType::geopoint) {
        if (!point || same) point = read_point(place.value);
      } else if (name.empty() || same) {
        name = place.value;
      }
    }
    return places_.area_of(point, name);
  }

  const ingest::CompiledForm& form_;
  const Places& places_;
  const SubmissionContext& context_;
  const std::size_t observations_max_;
  std::vector<MappedAnswer> answers_;
  Standing standing_;
  UtcMillis at_;
};

}  // namespace

std::vector<Observation> read_observations(const ingest::CompiledForm& form, const ingest::Answers& answers, const Places& places,
                                           const SubmissionContext& context, std::size_t observations_max) {
  return Reader(form, answers, places, context, observations_max).read();
}

}  // namespace cityaudit::analysis
